// Lead sorts locked side by side, the letters mirrored as the founder sees them; one of them is not lead.
//: 1 lead | smoke solid | lapis .22 .62 angle 30 pitch 9 | night .05 .34 angle 30 pitch 9
//: 2 face | smoke .25 .62 | night .05 .3 angle 30 pitch 9
//: 3 gap | night solid
//: 4 red body | karmir solid | night .10 .46 angle 30 pitch 9
//: 5 red face | karmir .25 .7 | night .05 .3
//: 6 wood | ochre solid | umber .2 .6 angle 4 | night .05 .3 angle 4
#define EYE vec3(-.9, 3.7, 4.9)
#define AIM vec3(.1, -.1, .1)
#define LENS 2.75
#define SUN vec3(-.85, .5, -.42)
#define SHADOW_FAR 4.
#define STRIDE .6
#define STEPS 420

float lift(vec2 c) { return .05 * (hash(c) - .5) + (c == vec2(0, 0) ? .34 : 0.); }
vec2 map(vec3 p) {
  if (p.y > .85) return vec2(p.y - .6, 1.);
  vec2 c = clamp(floor(p.xz + .5), vec2(-4, -3), vec2(3, 2));
  float far = 1e3, id = 1.;
  vec3 q = vec3(p.x - c.x, p.y - lift(c), p.z - c.y);
  float body = box(q + vec3(0, .6, 0), vec3(.47, .6, .47), .02);
  vec2 uv = vec2((c.x + 4. + q.x + .5) / 8., 1. - (c.y + 3. + q.z + .5) / 6.);
  float ink = texture(sheet, uv).r;
  float face = q.y - .17 * smoothstep(.15, .75, ink);
  float letter = max(max(abs(q.x), abs(q.z)) - .46, max(face, -.05 - q.y)) * .45;
  float red = c == vec2(0, 0) ? 3. : 0.;
  vec2 m = vec2(body, 1. + red);
  m = near(m, letter, (q.y > .12 ? 2. : 1.) + red);
  vec2 e = .5 - abs(p.xz - c);
  if (min(e.x, e.y) > 0.) m.x = min(m.x, min(e.x, e.y) + .03);
  m = near(m, p.y + .22, 3.);
  float frame = -box2(p.xz - vec2(-.5, -.5), vec2(4.08, 3.08));
  return near(m, max(max(frame, p.y - .16), -1. - p.y), 6.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .18 * ao + .85 * lit;
  if (id == 1.) light = .14 + .2 * ao + .66 * lit;
  if (id == 2. || id == 5.) light = .3 + .75 * lit;
}
