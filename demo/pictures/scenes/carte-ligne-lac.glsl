// The line along the south shore: five stations and a halt on dry land, open track solid, the rest still broken.
//: 1 water | azure solid | lapis .16 .8 angle 0 pitch 15
//: 2 land | sage .1 .62 angle 50 | ochre .0 2. flat | umber .0 .32 angle 50
//: 3 shore land | sage solid | verdigris .1 .6 angle 50
//: 4 mountain | ochre solid | umber .14 .58 angle 58
//: 5 track | karmir solid
//: 6 white |
//: 7 station | night solid
//: 8 house | karmir solid
//: 9 snow | umber .1 .5 angle 58
//: 10 deep | lapis solid | night .2 1.4 angle 0 pitch 15
//: 11 shore line | night solid
#define EYE vec3(0., 0., 5.)
#define AIM vec3(0.)
#define LENS 2.
#define SUN vec3(0., 1., 0.)
#define FAR 3.

vec2 map(vec3 p) { return vec2(1e3, 0.); }
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) { light = 1.; }
// Where the shore lies for a given x; the track follows it a little inland.
float shore(float x) {
  return -.34 + .16 * sin(x * 1.9 + .5) + .055 * sin(x * 5.3 + 1.) + .02 * sin(x * 13.);
}
float rail(float x) { return -.34 + .16 * sin(x * 1.9 + .5) + .04 * sin(x * 5.3 + 1.) - .115; }
float relief(vec2 p) {
  float r = 1. - abs(2. * fbm(p * 3.1 + 2.) - 1.);
  return r * r * smoothstep(-.12, -.75, p.y - rail(p.x)) +
         .9 * r * r * smoothstep(.20, .6, p.y - .30 - .10 * sin(p.x * 2.));
}
// Kilometre 0 lies at x = -1.22, kilometre 38 at x = 1.22.
float at(float km) { return -1.22 + 2.44 * km / 38.; }
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  float south = uv.y - shore(uv.x),
        north = .46 + .10 * sin(uv.x * 1.7 + 2.) + .03 * sin(uv.x * 7.) - .25 * smoothstep(-.9, -1.4, uv.x) -
                uv.y,
        west = uv.x + 1.36 + .08 * sin(uv.y * 6.);
  float lake = min(min(south, north), west);
  if (lake > 0.) {
    id = 1.;
    light = .30 + .62 * smoothstep(.0, .16, .16 - lake) + .45 * (fbm(vec2(uv.x * 3., uv.y * 14.)) - .5);
    if (lake > .26 + .03 * sin(uv.x * 9.)) {
      id = 10.;
      light = .55 + .5 * (fbm(vec2(uv.x * 3., uv.y * 14.)) - .5);
    }
  } else {
    float e = .008, h = relief(uv);
    vec2 g = vec2(relief(uv + vec2(e, 0)) - h, relief(uv + vec2(0, e)) - h) / e;
    light = .6 + .13 * dot(g, normalize(vec2(1., -1.)));
    id = h > .62 ? 9. : h > .14 ? 4. : 3.;
    if (id == 3.) light = .5 + .5 * fbm(uv * 8.) - .1;
  }
  if (abs(lake) < .007) id = 11.;
  float x = uv.x, slope = (rail(x + .01) - rail(x - .01)) / .02,
        d = (uv.y - rail(x)) / sqrt(1. + slope * slope);
  bool on = x > at(0.) && x < at(38.), open = x < at(24.);
  if (on && abs(d) < .030) id = 6.;
  if (on && abs(d) < .020 && (open || fract(x * 17.) < .55)) id = 5.;
  float km[5] = float[5](0., 9., 24., 31., 38.);
  for (int i = 0; i < 5; i++) {
    vec2 c = vec2(at(km[i]), rail(at(km[i])));
    float r = length(uv - c);
    if (r < .056) id = r < .026 ? 6. : r < .046 ? 7. : 6.;
  }
  float r = length(uv - vec2(at(17.), rail(at(17.))));
  if (r < .048) id = r < .030 ? 6. : 5.;
  for (int i = 0; i < 10; i++) {
    float k = float(i);
    vec2 c = vec2(at(i < 5 ? 15.2 : 19.0) + .05 * (mod(k, 5.) - 2.),
                  rail(at(17.)) - .17 - .04 * mod(k * 3., 4.) + (i < 5 ? .02 : -.03));
    vec2 q = uv - c;
    if (box2(q, vec2(.016, .014)) < 0.) id = 7.;
    if (max(abs(q.x) * .8 + q.y - .034, -q.y + .012) < 0.) id = 8.;
  }
  vec2 b = uv - vec2(.42, .16);
  float hull = max(max(-b.y - .03, b.y - .005), abs(b.x) - .075 - b.y * .9),
        sail = max(max(-b.x - .045, b.y - .13 - b.x * 1.5 * step(b.x, 0.) + b.x * 2.6 * step(0., b.x)),
                   .015 - b.y);
  if (hull < 0.) id = 5.;
  if (sail < 0. && abs(b.x) < .06) id = 6.;
}
