// A long table in an empty room; tall windows on the left lay their light across the places.
//: 1 floor | umber solid | night .12 .5 angle 4
//: 2 wood | ochre solid | umber .12 .55 angle 78 | night .05 .26 angle 78
//: 3 leather | karmir solid | night .10 .40 angle 88
//: 4 wall | verdigris solid | night .10 .66 angle 90
//: 5 paper | night .06 .3
//: 6 glass | verdigris .3 .8 angle 88 | night .1 .3
//: 7 metal | night solid
//: 8 daylight |
//: 9 panel | verdigris solid | night .16 .85 angle 90
#define EYE vec3(1.15, 2.95, 9.4)
#define AIM vec3(-.45, 1.35, 0.)
#define LENS 1.95
#define SUN vec3(-1., .66, -.26)
#define SHADOW_FAR 16.

vec2 chair(vec3 p) {
  vec3 q = p - vec3(.34, 1.22, 0);
  q.xy = turned(-.1) * q.xy;
  float d = box(q, vec3(.07, .78, .40), .05);
  d = min(d, box(p - vec3(-.02, .58, 0), vec3(.4, .08, .42), .05));
  vec2 m = vec2(d, 3.);
  vec3 l = vec3(abs(p.x) - .32, p.y - .28, abs(p.z) - .34);
  d = box(l, vec3(.04, .3, .04));
  d = min(d, box(vec3(p.x - .0, p.y - .95, abs(p.z) - .42), vec3(.3, .035, .035)));
  d = min(d, box(vec3(p.x + .27, p.y - .76, abs(p.z) - .42), vec3(.035, .2, .035)));
  return near(m, d, 7.);
}
vec2 places(vec3 p) {
  float k;
  vec3 q = vec3(abs(p.x), p.y, repeat(p.z + 1., 1.75, 3., k));
  vec2 m = chair(q - vec3(2.15, 0, 0));
  vec3 s = q - vec3(1.12, 1.075, 0);
  s.xz = turned(.06 * sin(k * 5. + sign(p.x))) * s.xz;
  m = near(m, box(s, vec3(.26, .012, .34)), 5.);
  vec3 g = q - vec3(.72, 1.2, .36);
  m = near(m, cone(g, .065, .085, .13), 6.);
  float mic = rod(q, vec3(.72, 1.08, -.34), vec3(.80, 1.42, -.3), .016);
  mic = min(mic, rod(q, vec3(.80, 1.42, -.3), vec3(.86, 1.45, -.28), .036));
  mic = min(mic, drum(q - vec3(.72, 1.08, -.34), .09, .025));
  return near(m, mic, 7.);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  vec3 t = p - vec3(0, 1., -1.);
  float top = box(t, vec3(1.45, .07, 6.9), .03);
  top = min(top, box(vec3(t.x, t.y + .52, abs(abs(t.z) - 3.2) - 2.4), vec3(.55, .46, .16)));
  m = near(m, top, 2.);
  m = near(m, places(p));
  float k;
  vec3 c = vec3(p.x, p.y - 1.3, repeat(p.z + 1., 4.4, 1., k));
  m = near(m, min(cone(c, .17, .11, .17), cone(c - vec3(0, .25, 0), .05, .07, .1)), 6.);
  float z;
  vec3 w = vec3(p.x + 5.2, p.y - 3.35, repeat(p.z + 1.2, 3.6, 2., z));
  float wall = max(abs(p.x + 5.4) - .3, -box(w, vec3(1., 2.35, .95)));
  wall = min(wall, min(box2(vec2(w.x + .3, abs(w.z) - .48), vec2(.05)),
                       box2(vec2(w.x + .3, abs(w.y - .2) - .75), vec2(.05))));
  wall = min(wall, min(5.2 - p.x, max(6.6 - p.y, -5.6 - p.x)));
  m = near(m, wall, 4.);
  m = near(m, max(p.z + 10.2, -5.6 - p.x), 4.);
  m = near(m, box(p - vec3(0, 3., -10.1), vec3(1.25, 1.9, .12)), 9.);
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  light = 1.;
  id = 8.;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .22 * ao + .8 * lit;
  if (id == 1.) light = .16 * ao + 1.1 * lit;
  if (p.x < -5.7) id = 8.;
  if (id == 2.) light = .16 * ao + .24 * n.y + .9 * lit;
  if (id == 3.) light = .12 * ao + .9 * lit + .1 * n.y;
  if (id == 4.) light = .13 + .28 * ao * saturate(1. - abs(n.x)) * saturate((p.y + 1.) * .2) + .6 * lit;
  if (id == 5.) light = .45 * ao + .8 * lit;
  if (id == 9.) light = .30 + .12 * ao + .06 * p.y;
}
