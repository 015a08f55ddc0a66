// A weaver at her upright loom, from behind; half the carpet stands woven under the white warp.
//: 1 floor | ochre solid | umber .16 .7 angle 3
//: 2 wall | azure .12 .62 flat | lapis .05 .34 angle 84
//: 3 beam | ochre solid | umber .2 .6 angle 88 | night .04 .3
//: 4 red wool | karmir solid | night .0 .26 angle 0 pitch 8
//: 5 blue wool | lapis solid | night .0 .26 angle 0 pitch 8
//: 6 yellow wool | orpiment solid | umber .05 .3 angle 0 pitch 8
//: 7 white wool | lapis .05 .25 angle 0 pitch 8
//: 8 warp | lapis .12 .4 angle 90 pitch 8
//: 9 dress | lapis solid | night .14 .55 angle 80
//: 14 blouse | azure .3 .7 flat | lapis .1 .4 angle 80
//: 10 hair | night .5 1.2 angle 78
//: 11 skin | ochre .3 .7 angle 60 | umber .05 .3 angle 60
//: 12 scarf | orpiment solid | umber .1 .5 angle 60
//: 13 dark wool | night solid
#define EYE vec3(-2.3, 2.35, 6.9)
#define AIM vec3(.12, 1.78, 0.)
#define LENS 3.0
#define SUN vec3(-.85, .6, .6)
#define SHADOW_FAR 5.

float stepped(vec2 p, float s) {
  vec2 q = floor(abs(p) / s + .5) * s;
  return q.x + q.y;
}
float motif(vec2 p) {
  // Which wool the weaver ties here: a field of stepped medallions between borders.
  p = floor(p / .035) * .035;
  float edge = 1.42 - abs(p.x);
  if (edge < .05) return 13.;
  if (edge < .30) {
    float y = mod(p.y, .42) - .21, x = edge - .175;
    float s = stepped(vec2(x, y), .035);
    return edge < .07 || edge > .28 ? 7. : s < .075 ? 4. : s < .15 ? 6. : abs(x) < .02 ? 7. : 5.;
  }
  if (edge < .36) return mod(floor(p.y / .07), 2.) < 1. ? 6. : 13.;
  vec2 q = vec2(p.x, mod(p.y - .18, 1.06) - .53);
  float s = stepped(q * vec2(.72, 1.), .035), hook = stepped(vec2(abs(q.x) - .66, q.y), .035);
  if (s < .07) return 6.;
  if (s < .15) return 4.;
  if (s < .22) return 7.;
  if (s < .37) return 5.;
  if (s < .41) return 6.;
  if (s < .45) return 13.;
  if (hook < .10) return 7.;
  if (hook < .17) return 5.;
  vec2 c = mod(q + vec2(.0, .53), vec2(.53)) - .265;
  if (stepped(c, .035) < .07 && s > .6) return 6.;
  return 4.;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, p.z + 1.6, 2.);
  vec3 s = vec3(abs(p.x), p.yz);
  float beam = box(s - vec3(1.82, 1.9, 0), vec3(.14, 1.9, .17), .02);
  beam = min(beam, box(s - vec3(1.82, .08, .2), vec3(.16, .09, .7), .02));
  beam = min(beam, length(p.yz - vec2(3.62, 0)) - .15);
  beam = max(beam, abs(p.x) - 2.15);
  beam = min(beam, max(length(p.yz - vec2(.42, 0)) - .17, abs(p.x) - 2.1));
  beam = min(beam, max(length(p.yz - vec2(2.75, .1)) - .05, abs(p.x) - 1.7));
  m = near(m, beam, 3.);
  float row = 1.92 + .06 * sin(p.x * 3.) + .10 * step(p.x, -.35);
  m = near(m, box(p - vec3(0, row * .5 + .2, .06), vec3(1.46, row * .5 - .15, .03)), 4.);
  float w = abs(fract(p.x / .062) - .5) * .062;
  m = near(m, max(max(w - .017, abs(p.z - .04) - .012), max(abs(p.x) - 1.44, abs(p.y - 2.7) - .95)) * .8, 8.);
  for (int i = 0; i < 5; i++) {
    float k = float(i);
    vec3 b = p - vec3(-1.1 + k * .55, 3.25 - .1 * hash(k), .30);
    m = near(m, ball(b, .13), k == 0. ? 4. : k == 1. ? 6. : k == 2. ? 5. : k == 3. ? 7. : 12.);
    m = near(m, rod(b, vec3(0), vec3(.05, -.9 - .4 * hash(k + 2.), -.2), .012),
             k == 0.   ? 4.
             : k == 1. ? 6.
             : k == 2. ? 5.
             : k == 3. ? 7.
                       : 12.);
  }
  vec3 q = p - vec3(.42, 0, 1.05);
  q.xz = turned(.1) * q.xz;
  m = near(m,
           min(box(q - vec3(0, .58, .05), vec3(.75, .045, .22)),
               box(vec3(abs(q.x) - .6, q.y - .28, q.z - .05), vec3(.05, .29, .17))),
           3.);
  float d = taper(q * vec3(.8, 1, 1), vec3(0, 1.42, -.05), vec3(0, .82, .06), .185, .24);
  d = soft(d, egg(q - vec3(0, .72, -.02), vec3(.42, .24, .34)), .12);
  vec3 a = vec3(abs(q.x), q.yz);
  d = soft(d, taper(a, vec3(.27, 1.4, -.06), vec3(.46, 1.18, -.38), .10, .075), .06);
  m = near(m, d, q.y > .92 ? 14. : 9.);
  m = near(m,
           min(taper(q, vec3(.46, 1.18, -.38), vec3(.28, 1.52, -.85), .07, .045),
               taper(q, vec3(-.46, 1.18, -.38), vec3(-.3, 1.72, -.85), .07, .045)),
           11.);
  m = near(m, rod(q, vec3(0, 1.5, -.06), vec3(0, 1.66, -.08), .075), 11.);
  vec3 h = q - vec3(.0, 1.83, -.12);
  m = near(m, egg(h, vec3(.165, .2, .185)), 10.);
  m = near(m, max(egg(h - vec3(0, .02, .0), vec3(.185, .215, .205)), -(dot(h, vec3(0, .35, .9)) + .12)), 12.);
  return near(m, taper(h, vec3(0, -.12, .17), vec3(.02, -.5, .3), .09, .03), 12.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) light = .12 + .2 * ao + .8 * lit;
  if (id == 2.) { light = .24 + .2 * ao + .42 * lit - .3 * step(p.y, .9); }
  if (id == 4. && abs(p.z - .06) < .06 && p.y < 2.2 && abs(p.x) < 1.47) {
    id = motif(p.xy);
    light = .16 + .15 * ao + .8 * lit;
  }
  if (id == 14.) light = .15 * ao + .9 * lit;
  if (id == 10.) light = .2 + .8 * lit;
  if (id == 8.) light = .35 * ao + .7 * lit;
}
