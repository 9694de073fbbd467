"""The programs that the graphics card runs, in the GLSL of OpenGL 2.1 and of OpenGL ES 2 alike."""

from typing import Final

from geoft_gui.ui.part_view.light import AMBIENT, KEY, SKY

FACE_VERTEX: Final = """
attribute highp vec3 position;
attribute highp vec3 normal;
uniform highp mat4 transform;
varying highp vec3 facing;
void main() {
    facing = normal;
    gl_Position = transform * vec4(position, 1.0);
}
"""
FACE_FRAGMENT: Final = f"""
uniform highp vec3 lamp;
uniform highp vec3 colour;
varying highp vec3 facing;
void main() {{
    highp vec3 normal = normalize(facing);
    highp float lit = max(dot(normal, lamp), 0.0);
    highp float brightness = {AMBIENT} + {SKY} * (0.5 + 0.5 * normal.z) + {KEY} * lit;
    gl_FragColor = vec4(min(colour * brightness, 1.0), 1.0);
}}
"""

# Lines wider than one pixel are two triangles: no driver needs to draw wide lines.
LINE_VERTEX: Final = """
attribute highp vec3 start;
attribute highp vec3 end;
attribute highp vec2 corner;
uniform highp mat4 transform;
uniform highp vec2 half_width;
uniform highp float nearer;
void main() {
    highp vec4 first = transform * vec4(start, 1.0);
    highp vec4 last = transform * vec4(end, 1.0);
    highp vec2 way = (last.xy / last.w - first.xy / first.w) / half_width;
    highp float reach = length(way);
    way = reach > 0.0001 ? way / reach : vec2(1.0, 0.0);
    highp vec4 here = corner.x < 0.5 ? first : last;
    // To the side, and a little beyond the end, so that lines which meet leave no notch.
    highp vec2 aside = vec2(-way.y, way.x) * corner.y + way * (corner.x - 0.5);
    here.xy += aside * half_width * here.w;
    // A little nearer than the faces that it lies between.
    here.z -= nearer * here.w;
    gl_Position = here;
}
"""
LINE_FRAGMENT: Final = """
uniform highp vec3 colour;
void main() {
    gl_FragColor = vec4(colour, 1.0);
}
"""
