// A pass under snow at nightfall: red-banded poles mark the road, a coach has stopped, its windows lit.
//: 1 snow | azure .30 .76 flat | lapis .12 .46 angle 16 | night .0 .1
//: 2 road | azure solid | lapis .25 .85 angle 4
//: 3 far peak | azure .40 .74 flat | lapis .2 .58 angle 60
//: 4 sky | lapis .12 .95 fade | night .0 .32 fade
//: 5 pole | night solid
//: 6 band | karmir solid
//: 7 white band |
//: 8 coach | karmir solid | night .15 .6 angle 80
//: 9 lit glass | orpiment solid
//: 10 lamp | orpiment solid
//: 11 beam | orpiment .3 .9 fade
//: 12 tyre | night solid
//: 14 rock | lapis solid | night .2 .66 angle 50
#define EYE vec3(-.5, 2.5, 9.2)
#define AIM vec3(1.9, 1.85, -2.)
#define LENS 2.2
#define SUN vec3(-.82, .42, -.18)
#define FAR 90.
#define STRIDE .75
#define SHADOW_FAR 8.

float road(float z) { return 1.5 - 2.4 * sin((z - 6.) * .15); }
float ground(vec2 p) {
  float x = p.x - road(p.y), h = .09 * noise(p * 1.3) + .03 * noise(p * 3.7) + .065 * max(-p.y, 0.);
  float bank = smoothstep(1.25, 2.1, abs(x));
  h += bank * (.55 + .35 * noise(p * .6) + .12 * noise(p * 1.9)) + smoothstep(2., 9., x) * 2.6 +
       smoothstep(-3., -9., x) * 1.4 * noise(p * .2);
  return h + (1. - bank) * .03 * (smoothstep(.14, .06, abs(abs(x) - .55)) * -1.);
}
float range(vec2 p) {
  float r = 1. - abs(2. * fbm(p * .075 + 1.3) - 1.);
  return smoothstep(-20., -46., p.y) * (r * r * 14. + 1.2 * noise(p * .4) + 2.);
}
vec2 coach(vec3 p) {
  vec2 m = vec2(box(p - vec3(0, 1.38, -1.9), vec3(1.02, 1.02, 3.1), .22), 8.);
  m = near(m, box(p - vec3(0, 2.46, -1.9), vec3(.86, .10, 2.9), .08), 1.);
  m = near(m, drum((vec3(abs(p.x) - .86, p.y - .42, abs(p.z + 1.9) - 1.9)).yxz, .40, .16), 12.);
  m = near(m, box(p - vec3(0, .62, 1.2), vec3(.95, .10, .06), .04), 5.);
  return near(m, ball(vec3(abs(p.x) - .72, p.y - .86, p.z - 1.16), .15), 10.);
}
vec2 map(vec3 p) {
  vec2 m = p.y > 5.5 && p.z > -16. ? vec2(p.y - 4.4, 1.) : vec2((p.y - ground(p.xz)) * .7, 1.);
  if (p.z < -16.) m = near(m, (p.y - range(p.xz)) * .45, 3.);
  vec3 l = p - vec3(road(-3.4), ground(vec2(road(-3.4), -3.4)), -3.4);
  l.xz = turned(-.12) * l.xz;
  float away = box(l - vec3(0, 1.3, -1.9), vec3(1.2, 1.4, 3.4));
  m = near(m, away > .5 ? vec2(away, 8.) : coach(l));
  for (int i = 0; i < 7; i++) {
    float k = float(i), z = 4.6 - 3.1 * k;
    vec3 a = p - vec3(road(z) - 1.75, 0, z);
    a.y -= ground(vec2(road(z) - 1.75, z)) - .1;
    vec3 b = p - vec3(road(z) + 1.75, 0, z - .4);
    b.y -= ground(vec2(road(z) + 1.75, z - .4)) - .1;
    float d = min(rod(a, vec3(0), vec3(.05, 2.0, 0), .055), rod(b, vec3(0), vec3(-.04, 2.0, 0), .055));
    float y = length(a.xz) < .5 ? a.y : b.y;
    m = near(m, d, mod(floor(y / .4), 2.) < 1. ? 6. : 7.);
  }
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 4.;
  light = .92 - .9 * smoothstep(.0, 1.05, uv.y);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  vec3 l = p - vec3(road(-3.4), 0, -3.4);
  l.xz = turned(-.12) * l.xz;
  if (id == 1.) {
    light = .18 + .16 * ao + .95 * lit;
    float x = abs(p.x - road(p.z));
    if (x < 1.25) {
      id = 2.;
      light = .35 + .6 * lit + .5 * (noise(vec2(p.x * 4., p.z * .6)) - .5);
    }
    float cone_ = smoothstep(.0, .35, l.z - .9) * smoothstep(6.4, 5.6, l.z) *
                  smoothstep(.0, .15, .45 + l.z * .26 - abs(l.x));
    if (cone_ > .5) {
      id = 11.;
      light = .2 + .12 * l.z;
    }
  }
  if (id == 3.) light = .2 + .95 * lit + .1 * n.y;
  if (id == 8.) {
    float y = l.y - ground(vec2(road(-3.4), -3.4));
    light = .2 * ao + .8 * lit;
    if (abs(l.x) > .9 && abs(y - 1.72) < .34 && abs(fract((l.z + 1.9) / .95) - .5) < .40 && l.z < .9) id = 9.;
    if (l.z > 1.05 && abs(y - 1.72) < .42 && abs(abs(l.x) - .44) < .38) id = 9.;
    if (abs(y - 1.14) < .06) id = 7.;
  }
}
