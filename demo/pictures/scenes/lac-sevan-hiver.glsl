// Lake Sevan in winter: snow on the shore, dark water, two churches on their hill, a range beyond.
//: 1 water | azure solid | lapis .05 .78 angle 1 pitch 13
//: 2 snow | azure .30 .72 flat | lapis .10 .36 angle 24
//: 3 range | azure .5 .86 flat | lapis .22 .56 angle 62
//: 4 church | tuff solid | karmir .12 .5 angle 84 pitch 8 | night .10 .34 angle 84 pitch 8
//: 5 roof | karmir .3 .62 flat | night .10 .4 angle 70 pitch 8
//: 6 rock | lapis solid | night .18 .6 angle 40
//: 7 sky | azure .2 .72 fade | tuff .9 .35 fade
//: 8 reed | lapis solid | night .2 .7
#define EYE vec3(-1.2, 2.3, 9.4)
#define AIM vec3(.6, 1.75, 0.)
#define LENS 2.1
#define SUN vec3(-.9, .36, .22)
#define FAR 90.
#define STRIDE .8
#define SHADOW_FAR 12.

float hill(vec2 p) {
  vec2 q = p - vec2(4.2, -5.5);
  float h = 2.9 * exp(-dot(q * vec2(.22, .32), q * vec2(.22, .32))) +
            1.2 * exp(-dot((q - vec2(4.6, 0)) * .3, (q - vec2(4.6, 0)) * .3));
  h += .5 * (fbm(p * .9) - .5) * saturate(h);
  float shore = 1.1 * smoothstep(1.6, 7.5, p.y + 1.5 * fbm(p * .45) + .22 * p.x) + .16 * fbm(p * 1.7);
  return max(h - .35, shore - .30);
}
float range(vec2 p) {
  float r = 1. - abs(2. * fbm(p * .085 + 3.) - 1.);
  float s = 1. - abs(2. * noise(p * .30 + 8.) - 1.);
  return smoothstep(-26., -46., p.y) * (r * r * 8.5 + s * 1.6 - 2.2 + 4.2 * exp(-pow((p.x + 13.) * .07, 2.)));
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, (p.y - hill(p.xz)) * .62, 2.);
  if (p.z < -20.) m = near(m, (p.y - range(p.xz)) * .5, 3.);
  vec3 c = p - vec3(3.7, 2.2, -5.2);
  c.xz = turned(.6) * c.xz;
  if (length(c) < 7.) {
    m = near(m, church(c / 1.05, 4., 5.) * vec2(1.05, 1));
    vec3 e = p - vec3(6.0, 1.85, -6.);
    e.xz = turned(.6) * e.xz;
    m = near(m, church(e / .74, 4., 5.) * vec2(.74, 1));
  }
  float r = 1e3;
  for (int i = 0; i < 9; i++) {
    float k = float(i);
    vec3 b = p - vec3(-4.6 + k * .95 + hash(k), .02, 2.6 - .32 * k + 1.5 * hash(k + 4.));
    r = min(r,
            egg(b, vec3(.3 + .3 * hash(k + 1.), .14 + .22 * hash(k + 2.), .28)) + .05 * noise(b.xz * 7. + k));
  }
  return near(m, r * .8, 6.);
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 7.;
  light = .98 - .62 * smoothstep(.1, 1.05, uv.y + .06 * fbm(vec2(uv.x * 1.2, uv.y * 6.)));
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) {
    float wave = fbm(vec2(p.x * .35, p.z * 1.6));
    light = .20 + .42 * smoothstep(.42, .72, wave) + .25 * smoothstep(-6., -30., p.z) -
            .3 * exp(-pow((p.x - 4.2) * .3, 2.)) * smoothstep(0., -5., p.z);
    light += .5 * smoothstep(.25, .0, p.y + .02 - hill(p.xz));
  }
  if (id == 2.) {
    light = .26 * ao + .95 * lit;
    if (p.y > .34 && n.y < .72) id = 6.;
  }
  if (id == 3.) light = .25 + .95 * lit + .1 * (n.y - .5);
  if (id == 6. && n.y > .74) {
    id = 2.;
    light = .4 * ao + .8 * lit;
  }
  if (id == 5. && n.y > .3) light = .28 + .7 * lit;
}
