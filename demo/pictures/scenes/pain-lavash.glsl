// The mouth of a tonir, sheets of lavash on its wall, a pile of others on a cloth.
//: 1 clay floor | ochre solid | umber .16 .66 angle 14 | night .0 .34 angle 14
//: 2 rim | ochre solid | umber .24 .7 angle 64 | night .04 .34
//: 3 lavash | ochre .14 .5 angle 24 pitch 9 | umber .02 .22 angle 24
//: 4 blister | umber solid | night .1 .3
//: 5 oven wall | karmir .1 1.4 flat | orpiment solid | night .14 .62 angle 88
//: 6 ember | orpiment solid | karmir .3 .7 flat | night .0 .25
//: 7 cloth | karmir solid | night .12 .44 angle 30
//: 8 stripe |
//: 9 dough | ochre .15 .55 | umber .02 .26 | lines angle 60 bow 40
//: 10 board | umber solid | night .14 .6 angle 6
//: 11 toasted | ochre solid | umber .2 .6 angle 24
#define EYE vec3(-.5, 4.9, 5.4)
#define AIM vec3(-.02, .05, .32)
#define LENS 3.0
#define SUN vec3(-.8, .9, .1)
#define SHADOW_FAR 6.

float sheet_(vec3 p, vec2 b, float k) {
  p.y -= .06 * sin(p.x * 2.6 + k) + .05 * sin(p.z * 3.7 + k * 2.) + .03 * sin(p.x * 7. + p.z * 5.);
  float edge = box2(p.xz + .05 * vec2(sin(p.z * 6. + k), sin(p.x * 5. + k)), b);
  return max(edge, abs(p.y) - .022) * .7;
}
vec2 map(vec3 p) {
  vec3 o = p - vec3(1.15, 0, -.35);
  float r = length(o.xz);
  float floor_ = max(max(p.y + .04 * noise(p.xz * 2.), -.2 - p.y), 1.42 - r);
  vec2 m = vec2(floor_, 1.);
  m = near(m, max(ring(o - vec3(0, .04, 0), 1.5, .19), -(r - 1.30)) * .9, 2.);
  float inner = 1.34 + .28 * saturate(-o.y);
  m = near(m, max(inner - r, o.y + .1) * .8, 5.);
  m = near(m, o.y + 1.9 + .12 * noise(o.xz * 7.), 6.);
  float a = atan(o.x, o.z);
  for (int i = 0; i < 3; i++) {
    float k = float(i), c = 2.25 + k * 1.28;
    float da = mod(a - c + PI, 2. * PI) - PI;
    float d = max(abs(r - inner + .05 + .03 * sin(o.y * 9. + k)) - .025,
                  box2(vec2(da * 1.3, o.y + .72), vec2(.60, .56)) - .06 * sin(a * 9.));
    m = near(m, d * .6, 3.);
  }
  vec3 c = p - vec3(-1.75, .02, .1);
  m = near(m, sheet_(vec3(c.x, c.y, c.z), vec2(1.32, 1.5), 9.), 7.);
  for (int i = 0; i < 9; i++) {
    float k = float(i);
    vec3 s = c - vec3(.08 * sin(k * 4.), .1 + k * .078, -.1 + .06 * sin(k * 7.));
    s.xz = turned(.16 * sin(k * 3.1)) * s.xz;
    m = near(m, sheet_(s, vec2(.98, .72), k * 1.7), 3.);
  }
  vec3 t = c - vec3(.35, .86, .25);
  t.xz = turned(.5) * t.xz;
  t.y -= .16 * smoothstep(.0, .9, t.x);
  m = near(m, sheet_(t, vec2(.85, .5), 4.), 3.);
  vec3 b = p - vec3(1.0, .06, 2.25);
  b.xz = turned(-.22) * b.xz;
  m = near(m, box(b, vec3(1.5, .05, .36), .03), 10.);
  float x;
  vec3 d = vec3(repeat(b.x + .1, .62, 2., x), b.y - .19, b.z + .03 * sin(x * 5.));
  return near(m, egg(d, vec3(.25, .17, .24)), 9.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  vec3 o = p - vec3(1.15, 0, -.35);
  if (id == 1.) light = .2 * ao + .72 * lit * exp(-.22 * dot(o.xz, o.xz) * .42) + .2 * (fbm(p.xz * 3.) - .5);
  if (id == 5.) light = .75 - .75 * smoothstep(-1.9, -.05, o.y) + .05;
  if (id == 6.) light = .1 + .95 * fbm(o.xz * 4.5);
  if (id == 3.) {
    bool inside = length(o.xz) < 1.6 && p.y < .1;
    if (inside) light = .62 + .3 * lit;
    float spot =
        noise(inside ? vec2(atan(o.x, o.z) * 9., o.y * 8.) : turned(.4 + floor(p.y / .078)) * p.xz * 6.5);
    if (spot > .83) id = 4.;
    else if (spot > .69) id = 11.;
  }
  if (id == 7.) {
    vec3 c = p - vec3(-1.75, .02, .1);
    if (abs(abs(c.z) - 1.28) < .05 || abs(abs(c.z) - 1.15) < .02) id = 8.;
  }
}
