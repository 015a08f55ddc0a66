// A line of dancers in a gymnasium, shoulder to shoulder; the one on the right holds up a handkerchief.
//: 1 floor | ochre solid | umber .16 .62 angle 3
//: 2 wall | sage .2 .8 flat | verdigris .12 .52 angle 88
//: 3 red | karmir solid | night .10 .46 angle 80
//: 4 blue | lapis solid | night .10 .48 angle 80
//: 5 white | ochre .2 .46 angle 80 | umber .0 .22 angle 80
//: 6 black | night .62 1.3 angle 80
//: 7 skin | ochre .34 .74 flat | umber .08 .4 angle 60
//: 8 hair | night .8 1.7 angle 80
//: 9 night pane | lapis solid | night .3 .9 angle 60
//: 10 line |
//: 11 red line | karmir solid
//: 12 wood | umber solid | night .2 .7
//: 13 green | verdigris solid | night .10 .46 angle 80
//: 14 drum skin |
#define EYE vec3(-1.55, 1.32, 6.9)
#define AIM vec3(-.34, 1.05, 0.)
#define LENS 3.1
#define SUN vec3(-.62, .85, .62)
#define SHADOW_FAR 5.
#define GAP .66

vec2 dancer(vec3 p, float k) {
  float woman = mod(k + 9., 2.), sway = .10;
  float tall = 1. + .06 * (hash(k) - .5);
  p.y /= tall;
  vec3 q = p;
  q.x -= sway * smoothstep(.9, .2, p.y) * -.6;
  float d = taper(q * vec3(.74, 1, 1), vec3(0, 1.36, 0), vec3(0, .95, 0), .15, .125);
  vec3 s = vec3(abs(p.x), p.yz);
  d = soft(d, taper(s, vec3(.20, 1.40, 0), vec3(GAP * .5, 1.42, -.03), .075, .055), .05);
  float cloth = hash(k + 5.);
  vec2 m = vec2(d, cloth < .3 ? 3. : cloth < .5 ? 5. : cloth < .76 ? 4. : 13.);
  float legs;
  if (woman > .5) legs = cone(q - vec3(0, .66, 0), .30, .13, .34) + .012 * sin(atan(q.z, q.x) * 11.);
  else
    legs = min(taper(q, vec3(-.09, .95, 0), vec3(-.12, .50, .12), .11, .085),
               taper(q, vec3(.09, .95, 0), vec3(.10, .50, .12), .11, .085));
  m = near(m, legs, woman > .5 ? (cloth < .3 ? 6. : 3.) : 6.);
  float shin = min(taper(q, vec3(-.12, .50, .10), vec3(-.12, .08, .0), .08, .055),
                   taper(q, vec3(.10, .50, .10), vec3(-.0, .10, .16), .08, .055));
  m = near(m, shin, woman > .5 ? 7. : 6.);
  m = near(m,
           min(egg(q - vec3(-.12, .05, .05), vec3(.065, .055, .14)),
               egg(q - vec3(.0, .06, .22), vec3(.065, .055, .14))),
           12.);
  m = near(m, rod(p, vec3(0, 1.44, 0), vec3(0, 1.56, 0), .055), 7.);
  vec3 h = p - vec3(0, 1.67, .01);
  h.xz = turned(.5 * (hash(k + 2.) - .5)) * h.xz;
  m = near(m, egg(h, vec3(.105, .14, .12)), 7.);
  float hair = max(egg(h - vec3(0, .025, -.015), vec3(.118, .145, .132)), h.z + .35 * (h.y - .05) - .055);
  if (woman > .5) hair = min(hair, taper(h, vec3(0, -.02, -.1), vec3(0, -.28, -.14), .07, .04));
  hair = min(hair, woman > .5 ? 1e3
                              : max(egg(h - vec3(0, -.09, .05), vec3(.085, .07, .085)),
                                    hash(k + 8.) > .5 ? h.y + .05 : 1e3));
  return near(m, hair, 8.);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, p.z + 2.6, 2.);
  vec3 d = p;
  d.z += .045 * p.x * p.x;
  float k;
  vec3 q = vec3(repeat(d.x, GAP, 3., k), d.y + .0, d.z);
  q.y -= .03 * sin(k * 2.);
  m = near(m, dancer(q, k));
  vec3 h = d - vec3(3. * GAP + .33, 1.42, 0);
  m = near(m,
           min(taper(h, vec3(-.14, -.02, 0), vec3(.22, .10, .06), .07, .05),
               taper(h, vec3(.22, .10, .06), vec3(.34, .42, .10), .05, .04)),
           7.);
  vec3 c = h - vec3(.42, .56, .10);
  c.xy = turned(.5 + .6 * c.y) * c.xy;
  m = near(m, box(c, vec3(.19 + .14 * c.y, .22, .03)) * .7, 5.);
  vec3 t = p - vec3(-2.95, 0, -.1);
  t.xz = turned(-.8) * t.xz;
  if (length(t.xz) < 1.) {
    m = near(m, person(t / 1.6, .06, 0.) * 1.6, t.y > 1.36 ? 7. : t.y > .78 ? 13. : 6.);
    m = near(m, max(egg(t - vec3(0, 1.5, -.02), vec3(.11, .14, .13)), -t.y + 1.49), 8.);
  }
  vec3 b = t - vec3(0, .92, .32);
  b.xy = turned(.3) * b.xy;
  m = near(m, drum(b.yxz, .27, .17, .02), abs(b.x) > .15 ? 14. : 3.);
  for (int i = 0; i < 5; i++)
    m = near(m, max(length(vec2(p.y - .45 - .36 * float(i), p.z + 2.48)) - .035, abs(p.x + 2.9) - 1.), 12.);
  m = near(m, max(box2(vec2(abs(p.x + 2.9) - 1.0, p.z + 2.5), vec2(.04, .07)), p.y - 2.1), 12.);
  return m;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) {
    light = .14 + .18 * ao + .85 * lit - .06 * step(.46, abs(fract(p.z * 2.5) - .5));
    float r = abs(length(p.xz - vec2(.6, .4)) - 2.15) - .035;
    if (r < 0.) id = 11.;
    if (abs(p.z - 1.75 + .28 * p.x) < .04) id = 10.;
  }
  if (id == 2.) {
    light = .35 + .25 * ao + .3 * lit;
    if (p.y < 1.0) light = .05 + .2 * lit;
    vec2 w = vec2(mod(p.x + 1.35, 1.9) - .95, p.y - 2.45);
    if (box2(w, vec2(.72, .55)) < 0.) {
      id = 9.;
      light = .35 + .5 * step(w.x + w.y, .3);
      if (min(abs(w.x), abs(w.y)) < .025) id = 10.;
    }
  }
}
