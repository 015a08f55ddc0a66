// The two Ararats at daybreak, seen across the plain: snow in the first light, poplars still in the night.
//: 1 plain | verdigris solid | night .16 .80 angle 3
//: 2 snow | azure .42 .74 flat | lapis .12 .40 angle 58
//: 3 slope | tuff solid | lapis .34 .74 angle 58 | night .0 .18 angle 58
//: 4 church | tuff solid | lapis .2 .56 flat | night .04 .26 angle 80 pitch 8
//: 5 roof | tuff .2 .7 flat | lapis .3 .7 flat | night .1 .4
//: 6 tree | lapis solid | night .25 .9 angle 78
//: 7 sky | azure .16 .80 fade | tuff .80 .42 fade | orpiment 1.02 .86 fade
//: 8 mist | azure .2 .95 fade
//: 9 hill | verdigris solid | night .1 .66 angle 30
//: 10 field | verdigris solid | azure .3 .5 flat | night .2 .6 angle 3
#define EYE vec3(0., 1.7, 12.)
#define AIM vec3(-.1, 3.3, -10.)
#define LENS 2.1
#define SUN vec3(-1., .42, .12)
#define FAR 140.
#define STRIDE .7
#define SHADOW_FAR 30.
#define SHADOW_EDGE 12.

float peak(vec2 p, vec2 c, float tall, float wide) {
  float r = length((p - c) * vec2(1., 1.1)) / wide, a = atan(p.y - c.y, p.x - c.x);
  float ribs = (abs(sin(a * 5. + 2. * noise(p * .12))) * .55 + noise(vec2(a * 7., r * 3.)) * .6) *
               smoothstep(.02, .45, r) * smoothstep(1.5, .5, r);
  return tall * (exp(-r * 1.75) * 1.12 - .08 * smoothstep(.12, .0, r)) - tall * .12 * ribs * exp(-r * 1.1);
}
float massif(vec2 p) {
  float big = peak(p, vec2(14., -72.), 33., 36.), small = peak(p, vec2(-31., -66.), 19., 19.);
  return max(max(big, small), 0.) + .3 * min(big, small) + 1.1 * (fbm(p * .22) - .5) - 1.6;
}
float knoll(vec2 p) {
  vec2 q = p - vec2(-5.4, -8.);
  return 1.55 * exp(-dot(q * vec2(.27, .5), q * vec2(.27, .5))) - .1 + .10 * noise(p * 2.1);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y - .04 * noise(p.xz * vec2(.6, 3.)), 1.);
  if (p.z < -28.) m = near(m, (p.y - massif(p.xz)) * .55, 3.);
  m = near(m, (p.y - knoll(p.xz)) * .7, 9.);
  vec3 c = p - vec3(-5.5, 1.32, -8.);
  c.xz = turned(.5) * c.xz;
  if (length(c) < 5.) {
    m = near(m, church(c / 1.0, 4., 5.));
    m = near(m,
             max(box(c - vec3(0, .1, 0), vec3(1.5, .36, 1.2)), -box(c - vec3(0, .3, 0), vec3(1.4, .5, 1.1))),
             4.);
  }
  for (int i = 0; i < 9; i++) {
    float k = float(i);
    vec3 o = vec3(1.7 + k * .86 + .5 * hash(k), 0, -3.2 - 3.2 * hash(k + 4.));
    float tall = 2.1 + 1.5 * hash(k + 8.);
    vec3 q = p - o;
    float away = length(q.xz) - tall * .2;
    m = near(m, away > .3 ? away : poplar(q, tall), 6.);
  }
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 7.;
  light = 1.02 - 1.02 * smoothstep(-.28, .98, uv.y + .10 * uv.x);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .18 * ao + .9 * lit;
  if (id == 1.) {
    float strip = noise(vec2(p.x * .22, p.z * 1.1));
    light = .35 + .45 * strip + .5 * smoothstep(0., -30., p.z);
    float patch_ = hash(floor(vec2(p.x * .16 + .35 * p.z * .1, p.z * .22)));
    if (p.z < 4.) {
      float rows = abs(fract((p.x * (patch_ > .5 ? 1. : .25) + p.z * (patch_ > .5 ? .3 : .9)) * 1.6) - .5);
      light = .28 + .3 * patch_ + .7 * (rows - .25) + .5 * smoothstep(-8., -34., p.z);
    }
    if (p.z < -34.) {
      id = 8.;
      light = .5;
    }
  }
  if (id == 3.) {
    light = .12 + .95 * lit;
    float snowline = 8.8 + 2.6 * (fbm(p.xz * .3) - .5) - 3.0 * (n.y - .6);
    if (p.y > snowline + (p.x < -10. ? 3.2 : 0.)) {
      id = 2.;
      light = .2 + 1.05 * lit;
    } else if (p.y < 1.3 + .5 * noise(p.xz * .3)) {
      id = 8.;
      light = .5;
    }
  }
  if (id == 6.) light = .1 + .8 * lit;
  if (id == 9.) light = .1 + .9 * lit;
}
