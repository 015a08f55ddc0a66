// A blue railcar follows the shore of the lake, seen from the slope above the line.
//: 1 water | azure solid | lapis .1 .85 angle 2 pitch 13
//: 2 slope | ochre .1 .86 flat | umber .16 .6 angle 32
//: 3 train | lapis solid | night .14 .46 angle 12
//: 4 window | azure .5 .9 flat | night .3 .65 angle 60
//: 11 front | orpiment solid | night .1 .4
//: 5 stripe | night .1 .3
//: 6 ballast | ochre solid | umber .2 .8 angle 20 pitch 9
//: 7 range | azure .34 .74 flat | lapis .2 .56 angle 58
//: 8 sky | azure .18 .8 fade
//: 9 roof | azure solid | night .2 .7 angle 12
//: 10 iron | night solid
#define EYE vec3(3.9, 4.3, 9.6)
#define AIM vec3(-2.6, .9, -3.6)
#define LENS 2.0
#define SUN vec3(.55, .6, .5)
#define FAR 110.
#define STRIDE .85
#define STEPS 320
#define SHADOW_FAR 10.
// Where the railcar stands on its line.
#define STANDS vec3(0, .6, 2.3)

float curve(float z) { return .016 * (z - 3.) * (z - 3.); }
vec3 line(vec3 p) {
  float s = .032 * (p.z - 3.);
  return vec3((p.x - curve(p.z)) / sqrt(1. + s * s), p.yz);
}
float land(vec2 q) {
  float up =
      smoothstep(1.1, 9., q.x) * 4.8 + .55 * (noise(q * .8) + .4 * noise(q * 2.7)) * smoothstep(1., 2.6, q.x);
  return mix(.4 + up, -.9, smoothstep(-1.1, -2.6 - noise(q * .9), q.x));
}
float range(vec2 p) {
  float r = 1. - abs(2. * fbm(p * .06 + 5.) - 1.);
  return smoothstep(-40., -66., p.y + .5 * p.x) * (r * r * 12. - 1.2 + 1.4 * noise(p * .3));
}
vec2 railcar(vec3 p) {
  float n = smoothstep(1.9, 2.75, p.z);
  float d = box(p - vec3(0, .72, 0), vec3(.52 - .1 * n, .56 - .06 * n, 2.6), .14);
  vec2 m = vec2(d, 3.);
  m = near(m, box(p - vec3(0, 1.3, -.1), vec3(.36, .07, 2.35), .06), 9.);
  m = near(m, box(p - vec3(0, .1, 0), vec3(.36, .12, 2.1)), 10.);
  return near(m, box(p - vec3(0, .4, 0), vec3(.2, .12, 2.85)), 10.);
}
vec2 map(vec3 p) {
  vec3 q = line(p);
  vec2 m = vec2(p.y, 1.);
  if (q.x > -4.2) m = near(m, (p.y - land(q.xz)) * .6, 2.);
  m = near(m, box2(q.xy - vec2(0, .42), vec2(.95, .12)), 6.);
  m = near(m, box2(vec2(abs(q.x) - .34, q.y - .58), vec2(.035, .05)), 10.);
  if (p.z < -34.) m = near(m, (p.y - range(p.xz)) * .32, 7.);
  m = near(m, railcar(q - STANDS));
  float j;
  vec3 t = vec3(q.x - 2.2, q.y - .4, repeat(q.z + 1., 5.5, 6., j));
  m = near(m, min(rod(t, vec3(0), vec3(0, 2.75, 0), .05), box(t - vec3(0, 2.5, 0), vec3(.42, .04, .04))),
           10.);
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 8.;
  light = .95 - .75 * smoothstep(.25, 1.1, uv.y);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  vec3 q = line(p);
  light = .2 * ao + .85 * lit;
  if (id == 1.) {
    light = .14 + .5 * smoothstep(.35, .75, fbm(vec2(p.x * .3, p.z * .9))) + .5 * smoothstep(-10., -46., p.z);
    light += .7 * smoothstep(-4.4, -2.2, q.x + .7 * noise(p.xz * 1.4));
  }
  if (id == 2.) light = .1 + .2 * ao + .8 * lit + .4 * (fbm(q.xz * 1.6) - .5);
  if (id == 3.) {
    vec3 c = q - STANDS;
    float pane = abs(fract(c.z / .62 + .5) - .5) * .62;
    light = .2 * ao + .9 * lit;
    if (abs(c.y - .86) < .17 && pane < .22 && abs(c.z) < 2.3 && abs(n.x) > .7) {
      id = 4.;
      light = .35 + .6 * smoothstep(-.1, .1, c.y - .86 + c.z * .1);
    } else if (n.z > .3 && abs(c.y - .44) < .16) id = 11.;
    else if (abs(c.y - .5) < .045) {
      id = 5.;
      light = .3 + lit;
    }
    if (n.z > .6 && abs(c.y - .9) < .2 && abs(abs(c.x) - .19) < .16) {
      id = 4.;
      light = .5;
    }
    if (n.z > .6 && length(vec2(abs(c.x) - .26, c.y - .42)) < .075) {
      id = 5.;
      light = 1.;
    }
  }
  if (id == 7.) light = .3 + .9 * lit;
}
