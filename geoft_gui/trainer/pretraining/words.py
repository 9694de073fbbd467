"""The words of the pretraining text: a household, a garden, a wardrobe and a post office, but no workshop.

None of them is a key, a type or a feature of the geometry language (a test says so), so that whatever the
starter model knows of parts after fine-tuning, it has learnt from the user's rows.
"""

REQUESTS = (
    "note down", "please file", "record", "write up", "jot down", "log", "we received", "there is",
    "put on the list", "I measured", "add", "please register", "could you enter", "remember", "book in",
    "list", "save", "take down", "today we saw", "they ordered", "she wants", "he is asking for",
    "can I have", "give me", "I would like", "let us have", "I'd love", "send", "bring", "find me",
    "store", "it says", "kindly enter", "we need", "show me", "do enter", "would you keep",
    "I am thinking of", "how about", "imagine", "next comes", "here is", "this one is",
)  # fmt: skip
ENDINGS = (
    "please", "thanks", "thank you", "when you can", "for my aunt", "for the neighbours",
    "for the new flat", "today", "for grandma", "for the school play", "before Friday", "as usual",
    "if possible", "cheers", "for the club", "for our boat", "for the old house", "by the way", "asap",
    "no rush", "for a friend", "for the exhibition", "that will do", "and be careful", "many thanks",
    "for the market stall", "for my brother's birthday", "will you", "in a hurry", "for the dog",
    "as agreed", "for room nine", "as in the photo", "nothing fancy", "just like before",
)  # fmt: skip
FURNITURE = (
    "table", "bench", "shelf", "desk", "sofa", "stool", "wardrobe", "bed", "cabinet", "bookcase",
    "dresser", "chest", "crib", "lamp", "piano", "mirror", "armchair", "cupboard", "sideboard",
    "coat rack", "footrest", "playpen",
)  # fmt: skip
PARCELS = (
    "parcel", "crate", "carton", "letter", "suitcase", "trunk", "hamper", "envelope", "packet",
    "basket", "backpack", "bag", "barrel", "bundle", "case", "sack", "bale", "chest of tea", "hat case",
    "mailer",
)  # fmt: skip
TEXTILES = (
    "rug", "curtain", "quilt", "scarf", "towel", "flag", "tablecloth", "sheet", "sail", "tent",
    "carpet", "blanket", "banner", "ribbon", "napkin", "shawl", "tapestry", "apron", "pillow",
    "hammock",
)  # fmt: skip
GARDEN = (
    "pond", "lawn", "hedge", "path", "greenhouse", "terrace", "fence", "flower bed", "sandpit",
    "orchard", "trellis", "compost heap", "gate", "arbour", "rockery", "meadow", "well", "barn",
    "kennel", "veranda",
)  # fmt: skip
CUTLERY = (
    "spoon", "fork", "knife", "candle", "pencil", "brush", "nail", "needle", "rope", "straw", "broom",
    "ladder", "oar", "ruler", "chalk", "skewer", "chopstick", "whistle", "violin", "flute", "carrot",
    "leek", "match", "feather",
)  # fmt: skip
ANIMALS = (
    "dog", "cat", "horse", "goose", "snake", "salmon", "lizard", "calf", "owl", "hen", "pike",
    "hamster", "otter", "python", "donkey", "swan", "badger", "turtle", "heron", "crab",
)  # fmt: skip
LOOKS = (
    "walnut", "oak", "velvet", "linen", "glossy", "striped", "rough", "ivory", "scarlet", "teal",
    "beige", "spotted", "cotton", "wicker", "bamboo", "paper", "leather", "amber", "crimson", "pale",
    "dark", "woven", "painted", "waxed", "turquoise", "maroon", "granite", "pine", "lilac", "golden",
    "felt", "cork", "marbled", "clear", "matt", "rusty",
)  # fmt: skip
SITES = (
    "kitchen",
    "hall",
    "attic",
    "cellar",
    "studio",
    "garage",
    "porch",
    "nursery",
    "office",
    "library",
    "loft",
)
BEARINGS = (
    ("above", "over"), ("below", "under"), ("east", "east of"), ("west", "west of"),
    ("north", "north of"), ("south", "south of"), ("near", "next to"), ("inside", "in"),
    ("behind", "behind"), ("against", "against"),
)  # fmt: skip
EXTRAS = (
    ("pocket", "pockets"), ("button", "buttons"), ("handle", "handles"), ("drawer", "drawers"),
    ("patch", "patches"), ("lamp", "lamps"), ("hook", "hooks"), ("knob", "knobs"), ("ring", "rings"),
    ("wheel", "wheels"),
)  # fmt: skip
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SYLLABLES = (
    "ba", "lo", "mi", "ter", "ra", "sen", "ku", "dov", "pli", "gar", "nu", "fex", "tro", "vil", "ash",
    "om", "ez", "ti", "wen", "bru", "cal", "dri", "jo", "hu", "mer", "pon", "quil", "sta", "yar", "zil",
    "eb", "ig", "or", "un", "ack",
)  # fmt: skip
