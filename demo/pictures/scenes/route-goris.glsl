// The road to Goris winds down among stone pinnacles; one car on the last bend.
//: 1 slope | ochre solid | umber .18 .62 angle 28 | night .0 .2
//: 2 road | smoke solid | lapis .3 .8 flat | night .0 .2
//: 3 pinnacle | tuff .05 .62 flat | ochre solid | umber .12 .5 angle 82 | night .0 .24 angle 82
//: 4 sky | azure .12 .98 fade
//: 5 far ridge | sage .3 .9 flat | verdigris .22 .7 angle 52
//: 6 car | karmir solid | night .2 .6
//: 7 glass | night solid
//: 8 scrub | verdigris solid | night .16 .6 angle 46
//: 9 rail |
//: 10 grass | sage solid | verdigris .16 .52 angle 28 | night .0 .16
//: 11 town | karmir .3 .7 flat | tuff solid | night .1 .3
#define EYE vec3(-3.5, 6.9, 13.5)
#define AIM vec3(.3, 1.1, -3.)
#define LENS 2.25
#define SUN vec3(-.85, .62, .25)
#define FAR 90.
#define STRIDE .7
#define SHADOW_FAR 10.

// The road is a zigzag: z steps down as x swings; this is the distance to its middle line in plan.
float path(vec2 p) {
  float k = floor((p.y + 15.) / 3.35), d = 1e3;
  for (float i = -1.; i < 2.; i++) {
    float n = clamp(k + i, 0., 6.);
    vec2 a = vec2(mod(n, 2.) < 1. ? 4.6 : -3.8, -15. + 3.35 * n),
         b = vec2(mod(n, 2.) < 1. ? -3.8 : 4.6, -11.65 + 3.35 * n);
    d = min(d, seg2(p, a, b));
  }
  return d - .36;
}
float raw(vec2 p) {
  return .17 * (-p.y + 2.) + 1.25 * (noise(p * .21) - .4) + .45 * noise(p * .6) + .1 * noise(p * 2.3) +
         smoothstep(5., 13., abs(p.x - .5)) * 3.4;
}
float ground(vec2 p) { return raw(p) - (abs(p.x) < 6. ? .30 * smoothstep(.75, .0, path(p)) : 0.); }
float range(vec2 p) {
  float r = 1. - abs(2. * fbm(p * .07 + 2.7) - 1.);
  return smoothstep(-20., -42., p.y) * (r * r * 9. + 3.2);
}
vec2 map(vec3 p) {
  vec2 m = p.y > 8.5 ? vec2(p.y - 7., 1.) : vec2((p.y - ground(p.xz)) * .6, 1.);
  if (p.z < -17.) m = near(m, (p.y - range(p.xz)) * .5, 5.);
  float d = 1e3;
  if (p.y < 8.5 && abs(p.x) > 3.)
    for (float i = -1.; i < 2.; i += 2.) {
      vec2 c = floor(p.xz / 2.3 + i * .25);
      float k = hash(c + 3.) * 90.;
      vec2 o = (c + .5 + .4 * (vec2(hash(c), hash(c + 9.)) - .5)) * 2.3 - i * .25 * 2.3;
      vec3 q = p - vec3(o.x, 0, o.y);
      if (abs(o.x) < 5.6 || hash(c + i) < .35 || o.y > 5.5 || o.y < -15.) {
        d = min(d, .5);
        continue;
      }
      float tall = 1.4 + 2.2 * hash(k + 5.), b = raw(o);
      q.xz += .18 * (vec2(noise(vec2(p.y * 1.4, k)), noise(vec2(k, p.y * 1.2))) - .5) * 2.;
      float y = saturate((p.y - b) / tall),
            rib = .07 * sin(atan(q.z, q.x) * 5. + k) + .14 * (noise(vec2(p.y * 2.6, k * 3.)) - .5);
      float r = mix(.85, .07, pow(y, .75)) * (.7 + .5 * hash(k + 8.)) + rib * (1. - y);
      d = min(d, max(length(q.xz) - r, p.y - b - tall) * .5);
    }
  m = near(m, d, 3.);
  vec2 u = floor(p.xz / 2.1);
  vec2 o = (u + .3 + .4 * vec2(hash(u + 20.), hash(u + 31.))) * 2.1;
  if (p.y < 6. && hash(u + 5.) > .45 && abs(o.x) < 6. && o.y < 6.) {
    vec3 q = p - vec3(o.x, 0, o.y);
    float e = .35;
    if (length(q.xz) < .7 && path(o) > .5) {
      q.y -= raw(o) + .1;
      e = ball(q, .6) > .2 ? ball(q, .5) : bush(q, .22 + .2 * hash(u), hash(u) * 9.);
    }
    m = near(m, max(e, .01), 8.);
    if (e < .02) m = vec2(e, 8.);
  }
  vec3 c = p - vec3(.95, 0, 4.05);
  c.y -= ground(vec2(.95, 4.05)) + .02;
  c.xz = turned(-.42) * c.xz;
  m = near(m, box(c - vec3(0, .22, 0), vec3(.52, .13, .22), .06), 6.);
  m = near(m, box(c - vec3(-.02, .38, 0), vec3(.30, .13, .19), .07), 7.);
  m = near(m, box(c - vec3(-.02, .49, 0), vec3(.24, .03, .16), .02), 6.);
  return near(m, drum(vec3(abs(c.x) - .32, c.y - .12, abs(c.z) - .2).xzy, .11, .04), 7.);
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 4.;
  light = .95 - .75 * smoothstep(.3, 1.1, uv.y);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) {
    float d = path(p.xz);
    light = .16 + .14 * ao + .85 * lit + .3 * (noise(p.xz * 3.) - .5);
    if (d < 0.) {
      id = 2.;
      light = .3 + .8 * lit;
      if (abs(d + .33) < .022 && fract((p.x + p.z) * 1.2) < .6) id = 9.;
    } else if (d < .10) {
      id = 9.;
      if (fract(p.x * 3.) < .35) id = 7.;
    } else if (noise(p.xz * .7 + 3.) + .3 * noise(p.xz * 2.6) > .62) id = 10.;
  }
  if (id == 5.) light = .3 + .85 * lit;
  if (id == 3.) light = .15 + .15 * ao + .85 * lit + .2 * (noise(vec2(p.y * 4., p.x + p.z)) - .5);
}
