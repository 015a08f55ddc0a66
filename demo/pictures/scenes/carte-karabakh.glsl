// A relief map without a word on it: ranges cut in hachures, water, towns, and the ground held before autumn 2020.
//: 1 high ground | ochre solid | umber .12 .60 angle 56 pitch 9
//: 3 low ground | sage solid | umber .0 .40 angle 56 pitch 9
//: 4 water | lapis solid
//: 5 held ground, high | ochre solid | karmir -4 3.4 angle -38 pitch 15 | umber .10 .56 angle 56 pitch 9
//: 6 held ground | karmir -4 3.4 angle -38 pitch 15 | umber .04 .46 angle 56 pitch 9
//: 13 held lowland | sage solid | karmir -4 3.4 angle -38 pitch 15 | umber .0 .4 angle 56 pitch 9
//: 7 town | karmir solid
//: 8 town ring |
//: 9 road | night solid
//: 10 bare hills | umber .08 .56 angle 56 pitch 9
//: 11 capital | night solid
//: 12 edge | karmir solid
#define EYE vec3(0., 0., 5.)
#define AIM vec3(0.)
#define LENS 2.
#define SUN vec3(0., 1., 0.)
#define FAR 3.

vec2 map(vec3 p) { return vec2(1e3, 0.); }
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) { light = 1.; }
// The frame runs from 44.08 to 48.60 east and from 38.58 to 40.90 north; one degree of longitude is .769 of latitude.
vec2 place(float east, float north) { return vec2((east - 46.34) * .769, north - 39.74) / 1.16; }
float crest(vec2 p, vec2 a, vec2 b, float wide, float tall) {
  float d = seg2(p, a, b) / wide;
  return tall * exp(-d * d);
}
float relief(vec2 p) {
  vec2 q = p + .035 * (vec2(noise(p * 7.), noise(p * 7. + 9.)) - .5);
  float h = crest(q, place(45.90, 39.72), place(46.12, 38.95), .12, 1.0) +
            crest(q, place(46.34, 40.08), place(46.72, 39.78), .11, .62) +
            crest(q, place(46.72, 39.78), place(46.92, 39.42), .11, .5);
  h = max(h, crest(q, place(45.86, 40.33), place(46.55, 40.34), .10, .95));
  h = max(h, crest(q, place(45.9, 40.0), place(46.25, 39.7), .16, .75));
  h = max(h, crest(q, place(44.95, 40.36), place(45.1, 39.95), .12, .8));
  h = max(h, crest(q, place(45.15, 39.98), place(45.85, 40.0), .11, .85));
  h = max(h, crest(q, place(45.1, 40.66), place(45.9, 40.36), .09, .75));
  h = max(h, crest(q, place(44.2, 40.52), place(44.2, 40.52), .20, 1.1));
  h = max(h, crest(q, place(44.3, 39.7), place(44.3, 39.7), .15, 1.3));
  h = max(h, crest(q, place(46.1, 39.22), place(46.62, 39.1), .09, .7));
  h = max(h, crest(q, place(46.2, 38.72), place(47.35, 38.84), .13, .7));
  h = max(h, crest(q, place(48.2, 38.95), place(48.5, 38.6), .14, .7));
  h = max(h, crest(q, place(44.9, 40.85), place(45.3, 40.8), .12, .6));
  h = max(h, crest(q, place(45.3, 39.5), place(45.62, 39.2), .14, .42));
  h = max(h, crest(q, place(47.6, 40.95), place(48.6, 40.75), .12, .6));
  float ridges = 1. - abs(2. * fbm(p * 9. + 3.) - 1.);
  return h * (.62 + .62 * ridges * ridges) + .16 * fbm(p * 4.);
}
float town(vec2 p, vec2 c, float r, inout float id) {
  float d = length(p - c) - r;
  if (d < 0.) id = d > -.010 ? 8. : 7.;
  return d;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  float e = .006, h = relief(uv);
  vec2 g = vec2(relief(uv + vec2(e, 0)) - h, relief(uv + vec2(0, e)) - h) / e;
  light = saturate(.60 + .22 * dot(g, normalize(vec2(1., -1.))) / sqrt(1. + .12 * dot(g, g)));
  vec2 w = uv + .022 * (vec2(noise(uv * 9. + 2.), noise(uv * 9. + 31.)) - .5) +
           .008 * (vec2(noise(uv * 34.), noise(uv * 34. + 7.)) - .5);
  vec4 s = texture(sheet, vec2(w.x / 3. + .5, w.y / 2. + .5));
  bool held = s.g > .5;
  h += .10 * (fbm(uv * 11. + 5.) - .5);
  id = held ? (h > .46 ? 5. : h > .20 ? 6. : 13.) : h > .46 ? 1. : h > .20 ? 10. : 3.;
  if (s.r > .5) {
    id = 4.;
    light = 0.;
  }
  if (s.b > .5) id = 9.;
  float d = town(uv, place(44.51, 40.18), .045, id);
  if (d < -.012) id = 11.;
  town(uv, place(46.82, 40.21), .034, id);
  town(uv, place(46.34, 39.51), .034, id);
  town(uv, place(46.55, 39.63), .034, id);
  town(uv, place(46.765, 39.725), .032, id);
  town(uv, place(46.752, 39.835), .046, id);
  vec2 a = uv - place(48.36, 40.38);
  float head = max(a.x + abs(a.y) * .8 - .10, -a.x + .02);
  float shaft = max(abs(a.y) - .013, abs(a.x + .06) - .10);
  if (min(head, shaft) < 0.) id = 11.;
  else if (min(head, shaft) < .012) id = 8.;
}
