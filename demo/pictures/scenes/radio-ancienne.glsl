// A valve radio on a lace mat, its dial lit, in a room where the evening has come.
//: 1 sideboard | umber solid | night .12 .60 angle 4
//: 2 cabinet | ochre solid | umber .30 .68 angle 3 | night .06 .36 angle 3
//: 3 cloth | orpiment .12 .7 angle 45 pitch 7 | umber solid
//: 4 slat | ochre solid | umber .3 .7 | night .1 .4
//: 5 dial | orpiment solid
//: 6 mark | night solid
//: 7 needle | karmir solid
//: 8 knob | ochre .3 .62 | umber .06 .34 | lines angle 60 bow 30 pitch 8
//: 9 lace | ochre .2 .5 angle 4
//: 10 wall | lapis solid | night .18 .86 angle 86
//: 11 eye | sage solid | verdigris .2 .6 flat
//: 12 vase | lapis solid | night .1 .5 angle 80
//: 13 flower | karmir solid | night .06 .34 angle 40
//: 14 stem | verdigris solid | night .2 .6
//: 15 frame | ochre solid | night .1 .5
//: 16 photograph | ochre .2 .8 flat | night .0 .4 flat
#define EYE vec3(-2.0, 2.15, 6.2)
#define AIM vec3(.0, 1.05, 0.)
#define LENS 3.05
#define SUN vec3(-.8, .72, .62)
#define SHADOW_FAR 6.

float arched(vec2 p, vec2 b, float r) {
  vec2 q = abs(p) - b + r;
  return length(max(q, 0.)) + min(max(q.x, q.y), 0.) - r;
}
vec2 radio(vec3 p) {
  float shell = max(arched(p.xy - vec2(0, .95), vec2(1.55, .93), p.y > .95 ? .55 : .06), abs(p.z) - .5);
  shell = max(shell, -max(arched(p.xy - vec2(0, .98), vec2(1.40, .80), p.y > .95 ? .45 : .04), .40 - p.z));
  vec2 m = vec2(shell - .02, 2.);
  float face = max(arched(p.xy - vec2(0, .98), vec2(1.42, .82), p.y > .95 ? .45 : .04), abs(p.z - .36) - .03);
  m = near(m, face, p.y > .86 ? 3. : 2.);
  float x = p.x - .34 * clamp(round(p.x / .34), -3., 3.);
  m = near(m,
           max(box(vec3(x, p.y - 1.32, p.z - .42), vec3(.035, .45, .04), .01),
               arched(p.xy - vec2(0, .98), vec2(1.42, .82), .45)),
           4.);
  m = near(m, box(p - vec3(0, .82, .43), vec3(1.40, .035, .05), .01), 4.);
  m = near(m, box(p - vec3(0, .60, .40), vec3(.98, .15, .02)), 5.);
  m = near(m,
           max(box(p - vec3(0, .60, .42), vec3(1.03, .20, .035), .01),
               -box(p - vec3(0, .60, .42), vec3(.96, .13, .2))),
           4.);
  float k = abs(p.x) - 1.22;
  m = near(m, drum(vec3(k, p.z - .50, p.y - .58).xyz, .155, .10, .03), 8.);
  m = near(m, drum(vec3(k, p.z - .62, p.y - .58).xyz, .10, .04, .02), 4.);
  float b = p.x - .26 * clamp(round(p.x / .26), -2., 2.);
  m = near(m, box(vec3(b, p.y - .29, p.z - .47), vec3(.10, .055, .08), .025), 8.);
  m = near(m, drum(vec3(p.x, p.z - .46, p.y - 1.02), .085, .02), 11.);
  return near(m, box(vec3(abs(p.x) - 1.25, p.y - .0, p.z), vec3(.12, .06, .4)), 6.);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, p.z + 1.5, 10.);
  vec3 q = p - vec3(-.25, .08, 0);
  q.xz = turned(.18) * q.xz;
  m = near(m, radio(q));
  vec3 l = p - vec3(-.25, .012, .1);
  l.xz = turned(.18) * l.xz;
  float scallop = .06 * abs(sin(l.x * 7.5));
  m = near(m, max(box2(l.xz, vec2(1.95, .86 + scallop)) - .05, abs(l.y) - .014), 9.);
  m = near(m, max(box2(l.xy - vec2(0, -.25), vec2(1.95, .26 - scallop * 1.6)), abs(l.z - .98) - .012), 9.);
  vec3 v = p - vec3(2.15, 0, -.25);
  m = near(m,
           soft(egg(v - vec3(0, .42, 0), vec3(.30, .42, .30)), cone(v - vec3(0, .92, 0), .09, .17, .16), .16),
           12.);
  float f = 1e3, s = 1e3;
  for (int i = 0; i < 5; i++) {
    float k = float(i), a = k * 1.3;
    vec3 c = v - vec3(.42 * cos(a) * (k > 0. ? 1. : 0.), 1.72 + .28 * sin(k * 2.3), .30 * sin(a));
    f = min(f, egg(c, vec3(.19, .15, .19)) + .05 * sin(atan(c.x, c.z) * 7.) * step(-.1, c.y));
    s = min(s, rod(v, vec3(0, .9, 0), v - c, .022));
  }
  m = near(m, f * .7, 13.);
  m = near(m, s, 14.);
  vec3 g = p - vec3(-2.55, .52, -.55);
  g.xz = turned(.35) * g.xz;
  g.yz = turned(-.16) * g.yz;
  m = near(m, max(box(g, vec3(.42, .54, .03)), -box(g - vec3(0, 0, .04), vec3(.33, .45, .03))), 15.);
  return near(m, box(g, vec3(.34, .46, .012)), 16.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .18 * ao + .85 * lit;
  vec3 q = p - vec3(-.25, .08, 0);
  q.xz = turned(.18) * q.xz;
  if (id == 1.) light = .1 + .16 * ao + .7 * lit + .12 * (noise(p.xz * vec2(1., 12.)) - .5);
  if (id == 2.)
    light = .16 * ao + .85 * lit + .16 * (noise(vec2(q.x * 1.2, q.y * 16. + 2. * noise(q.xy * 2.))) - .5);
  if (id == 3.) light = .1 + .6 * lit;
  if (id == 5.) {
    light = 1.;
    float t = q.x + .9;
    vec2 c = vec2(mod(t, .12) - .06, q.y - .60);
    float row = step(.0, c.y);
    if (abs(c.x) < .012 && abs(abs(c.y) - .055) < (mod(floor(t / .12), 3.) < 1. ? .045 : .022)) id = 6.;
    if (abs(c.y) < .010) id = 6.;
    if (abs(q.x - .27) < .018) id = 7.;
  }
  if (id == 9.) {
    vec3 l = p - vec3(-.25, 0, .1);
    l.xz = turned(.18) * l.xz;
    vec2 h = vec2(mod(l.x, .26) - .13, p.y > -.01 ? mod(l.z, .26) - .13 : mod(l.y, .26) - .13);
    light = .3 * ao + .7 * lit;
    if (length(h) < .05 && (abs(l.z) > .6 || p.y < -.02)) {
      id = 1.;
      light = .2;
    }
  }
  if (id == 10.) light = .34 + .3 * ao * saturate(1. - .25 * length(p.xy - vec2(-.2, 1.6)));
  if (id == 16.) {
    vec3 g = p - vec3(-2.55, .52, -.55);
    g.xz = turned(.35) * g.xz;
    g.yz = turned(-.16) * g.yz;
    light = 1.;
    if (length((g.xy - vec2(-.1, .1)) * vec2(1., .85)) < .10 || (g.y < -.02 && abs(g.x + .1) < .16))
      light = .1;
    if (length((g.xy - vec2(.13, .02)) * vec2(1., .85)) < .085 || (g.y < -.10 && abs(g.x - .14) < .13))
      light = .55;
  }
  if (id == 11.) { light = abs(atan(q.x, q.y - 1.02)) < .5 ? .2 : 1.; }
}
