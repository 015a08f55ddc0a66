// Tolma laid in rings in a red pot, seen from above; a cabbage leaf, chick peas, a cut lemon.
//: 1 table | ochre .1 .55 angle 4 | umber .05 .34 angle 4 | orpiment solid
//: 2 roll | sage solid | verdigris .18 .62 bow 30 | night .0 .2 | lines angle 40 pitch 9
//: 3 pot | karmir solid | night .1 .46 angle 6 bow 60
//: 4 broth | orpiment solid | karmir .2 .9 angle 8
//: 5 vein |
//: 6 leaf | sage solid | verdigris .2 .7 angle 56 pitch 9 | night .0 .18
//: 7 pea | orpiment solid | umber .2 .6 | night .0 .2 | lines angle 50 bow 20 pitch 8
//: 8 bowl | night .0 .3 angle 4 | umber .2 .5 angle 4
//: 9 rind | orpiment solid | umber .2 .5 angle 30
//: 10 enamel | karmir .2 .5 angle 20 | night .0 .2
//: 11 knife | night .35 .8 angle 20
//: 12 handle | umber solid | night .2 .6
//: 13 apricot | orpiment solid | karmir .2 .6 angle 50 | night .0 .2
//: 14 prune | karmir solid | umber solid | night .2 .7 angle 50
#define EYE vec3(-.3, 6.0, 4.1)
#define AIM vec3(.1, .1, .12)
#define LENS 2.85
#define SUN vec3(-.85, .8, -.2)
#define SHADOW_FAR 5.

float rolled(vec3 p, float k) {
  p.y -= .05 * hash(k);
  p.xy = turned(.2 * (hash(k + 2.) - .5)) * p.xy;
  return length(vec3(max(abs(p.x) - .22, 0.), p.y, p.z) * vec3(1., 1., .96)) - .185 +
         .02 * sin(p.x * 15. + p.z * 6. + k);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  vec3 o = p - vec3(-.35, 0, 0);
  float r = length(o.xz), a = atan(o.z, o.x);
  float wall = max(abs(r - 1.62 - .06 * (o.y - .4)) - .06, abs(o.y - .42) - .42) - .015;
  m = near(m, wall, r < 1.60 + .06 * (o.y - .4) ? 10. : 3.);
  m = near(m, ring(o - vec3(0, .85, 0), 1.66, .06), 3.);
  vec3 h = vec3(abs(o.x) - 1.78, o.y - .72, o.z);
  m = near(m, length(vec2(length(h.xz * vec2(1., .62)) - .2, h.y)) - .06, 3.);
  m = near(m, max(r - 1.6, abs(o.y - .2) - .16), 4.);
  float d = 1e3, k;
  float n = 11.;
  k = round(a / (2. * PI) * n);
  float b = a - k * 2. * PI / n;
  d = min(d, rolled(vec3(sin(b) * r, o.y - .44, cos(b) * r - 1.26), k));
  n = 6.;
  float a2 = a + .3;
  k = round(a2 / (2. * PI) * n);
  b = a2 - k * 2. * PI / n;
  d = min(d, rolled(vec3(sin(b) * r, o.y - .50, cos(b) * r - .76).xyz, k + 20.));
  vec3 c = o - vec3(.0, .56, 0);
  c.xz = turned(.7) * c.xz;
  d = min(d, rolled(c - vec3(0, 0, .19), 41.));
  d = min(d, rolled(c + vec3(0, 0, .19), 47.));
  m = near(m, d * .85, 2.);
  n = 9.;
  k = round((a + .2) / (2. * PI) * n);
  b = a + .2 - k * 2. * PI / n;
  m = near(m, egg(vec3(sin(b) * r, o.y - .60, cos(b) * r - 1.01), vec3(.16, .12, .13)),
           mod(k + 20., 2.) < 1. ? 13. : 14.);
  vec3 l = p - vec3(2.15, .06, .95);
  l.xz = turned(.5) * l.xz;
  float edge =
      length(l.xz * vec2(1., .82)) - .78 - .06 * sin(atan(l.z, l.x) * 9.) - .03 * sin(atan(l.z, l.x) * 23.);
  float lift = .12 * dot(l.xz, l.xz) + .03 * sin(l.x * 8.) * sin(l.z * 7.);
  m = near(m, max(edge, abs(l.y - lift) - .03) * .55, 6.);
  vec3 w = p - vec3(2.05, 0, -1.0);
  float s = length(w.xz);
  m = near(m, max(max(length(vec2(s, w.y - .75)) - .80, -(length(vec2(s, w.y - .75)) - .72)), w.y - .5), 8.);
  float e = 1e3;
  for (int i = 0; i < 15; i++) {
    float f = float(i), t = f * 2.4, q = .125 * sqrt(f + .3);
    e = min(e, ball(w - vec3(q * cos(t), .42 + .08 * hash(f) - .18 * q, q * sin(t)), .125));
  }
  for (int i = 0; i < 4; i++) {
    float f = float(i);
    e = min(e, ball(p - vec3(1.3 + .42 * hash(f), .1, -1.75 + .35 * f + .2 * hash(f + 3.)), .105));
  }
  m = near(m, e, 7.);
  vec3 z = p - vec3(-2.55, .22, -1.1);
  z.xz = turned(.6) * z.xz;
  z.yz = turned(.35) * z.yz;
  m = near(m, max(ball(z, .44), z.y - .05), z.y > .03 && length(z.xz) < .39 ? 5. : 9.);
  vec3 f = p - vec3(-2.55, .05, .85);
  f.xz = turned(-1.25) * f.xz;
  m = near(m,
           max(box(f - vec3(.35, 0, 0), vec3(.7, .014, .14)),
               dot(f.xz - vec2(1.05, -.14), normalize(vec2(.5, .5)))),
           11.);
  return near(m, box(f - vec3(-.72, .03, -.03), vec3(.4, .05, .085), .04), 12.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.)
    light = .12 + .26 * ao + .8 * lit - .22 * step(.48, abs(fract(p.z * .8 + .3) - .5)) +
            .16 * (noise(p.xz * vec2(1., 14.)) - .5);
  if (id == 2.) light = .14 * ao + .88 * lit;
  if (id == 4.) light = .4 + .3 * lit;
  if (id == 10.) light = .3 + .8 * lit;
  if (id == 6.) {
    vec3 l = p - vec3(2.15, .06, .95);
    l.xz = turned(.5) * l.xz;
    light = .1 + .95 * lit;
    float vein =
        min(abs(l.z) - .028 * (1. - .6 * l.x), abs(fract((l.x + abs(l.z) * -1.1) * 3.2) - .5) * .3 - .016);
    if (vein < 0.) id = 5.;
  }
  if (id == 5. && p.x < -2.) {
    vec3 z = p - vec3(-2.55, .22, -1.1);
    z.xz = turned(.6) * z.xz;
    float a = atan(z.z, z.x);
    float r = length(z.xz);
    if (r < .33 && abs(sin(a * 4.5)) > .22 && r > .05) {
      id = 9.;
      light = .9;
    }
  }
}
