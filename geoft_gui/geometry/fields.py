"""What the document is made of: numbers and words with their limits, and strict models."""

from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

MAX_ITEMS = 64
"""How many components a group, and how many features a part may list."""


class Omittable:
    """Makes `T | None` accept a T only: the key is given, or it is left out, but it is never null."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(get_args(source)[0])


def whole(value: object) -> object:
    """2.0 is an integer to JSON Schema, so it is one here."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def not_too_many(value: object) -> object:
    """Refuses a long list before each of its items is looked at."""
    if isinstance(value, list | tuple) and len(value) > MAX_ITEMS:
        raise PydanticCustomError("too_long", "too long", {"max_length": MAX_ITEMS})
    return value


Length = Annotated[float, Field(ge=0.001, le=9999)]
"""More than 0; canonical text has three decimals, so 0.001 is the smallest that can be written."""
Coordinate = Annotated[float, Field(ge=-9999, le=9999)]
Angle = Annotated[float, Field(ge=-9999, le=9999)]
Count = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole)]
Word = Annotated[str, Field(min_length=1, max_length=100)]

MaybeLength = Annotated[Length | None, Omittable()]
MaybeWord = Annotated[Word | None, Omittable()]
Unit = Literal["mm", "cm", "m", "inch"]
Axis = Literal["x", "y", "z"]
EdgeChoice = Literal["all", "vertical", "top", "bottom"]
Side = Literal["top", "bottom", "left", "right", "front", "back"]


class Model(BaseModel):
    """Strict: no key that is not known, no number as a string, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Choosing(Model):
    """A model some of whose keys say the same thing, so that only one of them may be given."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = ()
    at_most_one: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @model_validator(mode="after")
    def _check_choices(self) -> Self:
        for keys in self.exactly_one + self.at_most_one:
            given = [key for key in keys if getattr(self, key) is not None]
            if len(given) > 1:
                raise PydanticCustomError("too_many", "{given}", {"given": " and ".join(given)})
            if not given and keys in self.exactly_one:
                raise PydanticCustomError(
                    "one_missing", "{keys}", {"keys": " or ".join(f"a {key}" for key in keys)}
                )
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core_schema))
        rules: list[JsonSchemaValue] = [
            {"oneOf": [{"required": [key]} for key in keys]} for keys in cls.exactly_one
        ]
        rules += [{"not": {"required": list(keys)}} for keys in cls.at_most_one]
        if len(rules) == 1:
            schema.update(rules[0])
        elif rules:
            schema["allOf"] = rules
        return schema
