// A street of tuff houses after rain: lamps, lit windows, their images on the wet pavement, two people going home.
//: 1 road | lapis .2 .9 angle 2 | night .1 .86 angle 2
//: 2 tuff | tuff solid | karmir .20 .50 angle 86 | lapis .02 .3 flat | night .0 .36 angle 86
//: 3 glow | orpiment solid
//: 4 dark pane | lapis solid | night .2 .8 angle 80
//: 5 iron | night solid
//: 6 kerb | tuff .2 .9 flat | lapis solid | night .1 .6 angle 2
//: 7 tree | lapis solid | night .18 .62 angle 50
//: 8 sky | lapis solid | night .0 .9 angle 12
//: 9 coat | karmir solid | night .2 .62 angle 80
//: 10 coat two | lapis solid | night .25 .7 angle 80
//: 11 gleam | orpiment .2 .7 angle 2 | lapis .0 .4 flat
//: 12 car | smoke solid | lapis .2 .6 flat | night .08 .4 angle 6
//: 13 bulb |
//: 14 trim | tuff solid | night .05 .4 angle 86
#define EYE vec3(-3.4, 1.75, 6.6)
#define AIM vec3(1.9, 2.55, -1.2)
#define LENS 1.75
#define LAMP vec3(2.25, 3.3, 1.35)
#define LAMP_FALL(d) (1.7 / (1. + .05 * d * d))
#define SHADOW_EDGE 14.

float pane(vec3 p, out float which) {
  // Distance in the plane of a facade to the nearest window; storeys are 1.9 high, windows every 1.5.
  vec2 c = floor(vec2(p.z / 1.5, (p.y - 2.) / 1.9));
  vec2 q = vec2(mod(p.z, 1.5) - .75, mod(p.y - 2., 1.9) - .95);
  which = hash(c + (p.x > 0. ? 3. : 19.));
  if (p.y < 2.) {
    which = hash(c + 41.);
    vec2 g = vec2(mod(p.z, 1.5) - .75, p.y);
    return g.y > 1.15 ? length(g - vec2(0, 1.15)) - .46 : abs(g.x) - .46;
  }
  return box2(q, vec2(.34, .6));
}
float facade(vec3 p) {
  float side = abs(p.x) - 4.4, k = floor((p.z + 30.) / 9.), tall = 6.6 + 2.2 * hash(k + (p.x > 0. ? 0. : 7.));
  float seam = .05 + .12 * hash(k + (p.x > 0. ? 3. : 5.));
  float d = max(-(side + seam), p.y - tall);
  float w;
  float hole = pane(p, w);
  d = max(d, -max(hole, -side - .35));
  d = min(d, max(-(side + .22), abs(p.y - 2.02) - .07));
  d = min(d, max(-(side + .3), abs(p.y - tall) - .12));
  return d;
}
vec2 bodies_(vec3 p) {
  vec2 m = vec2(1e3, 5.);
  float k;
  vec3 l = vec3(abs(p.x) - 2.55, p.y, repeat(p.z - 1.2, 6.2, 4., k));
  float post =
      min(rod(l, vec3(0), vec3(0, 3.7, 0), .055),
          min(cone(l - vec3(0, .3, 0), .14, .07, .3), rod(l, vec3(0, 3.55, 0), vec3(-.3, 3.62, 0), .035)));
  m = near(m, post, 5.);
  m = near(m, ball(l - vec3(-.3, 3.45, 0), .17), 13.);
  vec3 t = vec3(abs(p.x) - 3.2, p.y, repeat(p.z + 4.9, 6.2, 3., k));
  float side = p.x > 0. ? 1. : 5.;
  float crown = ball(t - vec3(0, 3.7, 0), 1.25);
  if (crown < .6) crown = bush(t - vec3(0, 3.5, 0), 1.2, k + side);
  m = near(m, crown, 7.);
  m = near(m, taper(t, vec3(0), vec3(.05, 3., 0), .13, .08), 5.);
  vec3 a = p - vec3(-.9, 0, 2.2);
  float one = length(a.xz) - .6, two = one;
  if (one < .3) { one = person((a * vec3(1, 1, -1)) / 1.72, .1, .0) * 1.72; }
  m = near(m, one, 9.);
  vec3 b = p - vec3(-.32, 0, 2.0);
  two = length(b.xz) - .6;
  if (two < .3) two = person((b * vec3(1, 1, -1)) / 1.62, .06, .5) * 1.62;
  m = near(m, two, 10.);
  vec3 c = p - vec3(1.35, .0, -3.2);
  float car = min(box(c - vec3(0, .58, 0), vec3(.78, .3, 1.75), .12),
                  box(c - vec3(0, 1.02, .05), vec3(.62, .3, .95), .16));
  m = near(m, car, 12.);
  m = near(m, drum(vec3(abs(c.x) - .66, c.y - .3, abs(c.z) - 1.1).yxz, .3, .12), 5.);
  return m;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, max(2.4 - abs(p.x), p.y - .12), 6.);
  m = near(m, facade(p) * .8, 2.);
  return near(m, bodies_(p));
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 8.;
  light = .3 + .55 * smoothstep(.9, .0, uv.y);
}
float wet(vec3 p, vec3 ray) {
  // What the wet road mirrors: 1 for a light, 0 for none.
  vec3 r = reflect(ray, normalize(vec3(.05 * (noise(p.xz * vec2(3., 9.)) - .5), 1,
                                       .10 * (noise(p.xz * vec2(2., 7.) + 9.) - .5))));
  float t = .1;
  for (int i = 0; i < 60; i++) {
    vec2 m = map(p + r * t);
    if (m.x < .01) {
      vec3 q = p + r * t;
      float w;
      if (m.y == 13.) return 1.;
      if (m.y == 2. && pane(q, w) < .05 && w > .45) return .8;
      return m.y == 2. ? .25 : 0.;
    }
    t += m.x;
    if (t > 40.) break;
  }
  return .1;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .12 * ao + .95 * lit;
  if (id == 1.) {
    float w = wet(p, ray);
    light = .22 + .5 * lit + .3 * w;
    if (w > .5) {
      id = 11.;
      light = .35 - .3 * w + .3 * noise(p.xz * vec2(.8, 6.));
    }
  }
  if (id == 2.) {
    float w;
    float hole = pane(p, w);
    light = .20 + .10 * ao + .75 * lit + .10 * saturate(1. - p.y * .12);
    if (abs(p.x) > 4.62 && hole < .04 && p.y < 9.) {
      id = w > .45 ? 3. : 4.;
      light = .4;
    } else if (p.y > 2. && hole < .12) {
      id = 14.;
    }
  }
  if (id == 6.) light = .2 + .9 * lit;
  if (id == 7.) light = .15 + .9 * lit + .2 * n.y;
}
