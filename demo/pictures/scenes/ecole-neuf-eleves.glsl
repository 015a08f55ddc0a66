// Nine pupils seen from the back of a village class; the stove, the board, the window light.
//: 1 floor | ochre solid | umber .14 .72 angle 88
//: 2 wall | ochre .25 .62 angle 86 | umber .05 .28 angle 86
//: 3 board | verdigris solid | night .2 .62 angle 4
//: 4 frame | umber solid | night .1 .4
//: 5 desk | ochre solid | umber .2 .66 angle 10 | night .05 .3
//: 6 blue jersey | lapis solid | night .2 .62 angle 70
//: 7 red jersey | karmir solid | night .2 .62 angle 70
//: 8 hair | night .5 1.2 angle 75 pitch 8
//: 9 pale jersey | ochre .2 .6 flat | night .04 .3 angle 70
//: 10 chalk |
//: 11 stove | night .3 1.1 angle 80
//: 12 teacher | verdigris solid | night .2 .6 angle 80
//: 13 skin | ochre .45 .8 flat | umber .15 .45 angle 60
//: 14 daylight |
#define EYE vec3(1.5, 2.7, 6.3)
#define AIM vec3(-.42, 1.22, -1.2)
#define LENS 2.35
#define SUN vec3(-1., .8, .28)
#define SHADOW_FAR 9.

vec2 pupil(vec3 p, float k) {
  float lean = .25 * (hash(k) - .5);
  p.xy = turned(lean * .4) * p.xy;
  vec3 s = vec3(abs(p.x), p.yz);
  float r = hash(k * 1.7 + 2.), jersey = r < .36 ? 7. : r < .7 ? 6. : 9.;
  float d = taper(p * vec3(.8, 1, 1), vec3(0, .98, 0), vec3(0, .55, 0), .15, .17);
  d = soft(d, taper(s, vec3(.19, .96, 0), vec3(.27, .72, -.16), .075, .06), .05);
  d = soft(d, taper(s, vec3(.27, .72, -.16), vec3(.16, .76, -.45), .06, .05), .04);
  vec2 m = vec2(d, jersey);
  m = near(m, rod(p, vec3(0, 1.05, 0), vec3(0, 1.18, 0), .055), 13.);
  vec3 h = p - vec3(0, 1.31, -.02);
  h.xz = turned(2. * (hash(k + 3.) - .5)) * h.xz;
  float skull = egg(h, vec3(.148, .175, .165));
  m = near(m, skull, 13.);
  float hair = max(egg(h - vec3(0, .02, .012), vec3(.166, .185, .178)), -(h.z + .075 + .35 * max(h.y, 0.)));
  hair = max(hair, -.12 - h.y);
  if (mod(k, 2.) == 1.) {
    vec3 b = vec3(abs(h.x) - .15, h.y + .1, h.z - .06);
    hair = min(hair, taper(b, vec3(-.02, .05, 0), vec3(.03, -.28, .02), .05, .028));
  }
  m = near(m, ball(vec3(abs(h.x) - .15, h.y + .03, h.z + .02), .036), 13.);
  return near(m, hair, 8.);
}
vec2 desk(vec3 p) {
  vec3 t = p - vec3(0, .74, -.42);
  float d = box(t, vec3(.62, .03, .27), .01);
  d = min(d, box(vec3(abs(p.x) - .54, p.y - .37, p.z + .42), vec3(.03, .37, .2)));
  d = min(d, box(p - vec3(0, .46, .03), vec3(.5, .03, .17)));
  d = min(d, box(vec3(abs(p.x) - .44, p.y - .23, p.z - .03), vec3(.03, .23, .15)));
  vec2 m = vec2(d, 5.);
  return near(m, box(p - vec3(.05, .775, -.45), vec3(.17, .008, .12)), 10.);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  float z;
  vec3 w = vec3(p.x + 3.6, p.y - 2.1, repeat(p.z + .1, 2.5, 1., z));
  float wall = max(abs(p.x + 3.75) - .18, -box(w, vec3(.8, .95, .72)));
  wall = min(wall, min(box(w, vec3(.06, .95, .03)), box(w, vec3(.06, .03, .72))));
  m = near(m, wall, 2.);
  m = near(m, max(p.z + 4.6, -3.6 - p.x), 2.);
  m = near(m, min(4.4 - p.x, max(3.9 - p.y, -3.8 - p.x)), 2.);
  vec3 b = p - vec3(.15, 2.05, -4.5);
  m = near(m, box(b, vec3(1.75, .82, .05)), 3.);
  m = near(m, max(box(b, vec3(1.84, .91, .08)), -box(b, vec3(1.75, .82, .3))), 4.);
  m = near(m, box(b - vec3(0, -.93, .12), vec3(1.84, .03, .1)), 4.);
  // Four files by age, from the window to the stove: two, three, two, two.
  float i, j;
  vec3 q = vec3(repeat(p.x + .72, 1.44, 1.5, i), p.y, 0.);
  i = clamp(round((p.x + 2.16) / 1.44), 0., 3.);
  q.x = p.x + 2.16 - 1.44 * i;
  float many = i == 1. ? 3. : 2.;
  j = clamp(round((1.5 - p.z) / 1.55),
            i == 1.   ? 0.
            : i == 0. ? 1.
                      : mod(i, 2.),
            (i == 1.   ? 0.
             : i == 0. ? 1.
                       : mod(i, 2.)) +
                many - 1.);
  q.z = p.z - 1.5 + 1.55 * j;
  float k = i + 4. * j;
  m = near(m, desk(q));
  m = near(m, pupil(q - vec3(.1 * (hash(k + 9.) - .5), 0, 0), k));
  vec3 s = p - vec3(3.3, 0, -2.9);
  float stove = min(drum(s - vec3(0, .75, 0), .38, .55, .06),
                    min(drum(s - vec3(0, 1.35, 0), .42, .04), rod(s, vec3(0, 1.3, 0), vec3(0, 4.4, 0), .09)));
  stove = min(stove, box(vec3(abs(s.x) - .25, s.y - .1, abs(s.z) - .25), vec3(.04, .12, .04)));
  m = near(m, stove, 11.);
  vec3 t = p - vec3(-1.55, 0, -3.7);
  t.xz = turned(-.5) * t.xz;
  float lady = person(t / 1.72, .01, .35) * 1.72;
  vec2 f = vec2(lady, t.y > 1.46 ? 13. : 12.);
  f = near(f, max(egg(t - vec3(0, 1.61, -.03), vec3(.115, .15, .12)), t.z - .06), 8.);
  f = near(f, ball(t - vec3(0, 1.6, -.16), .07), 8.);
  m = near(m, f);
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 14.;
  light = 1.;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .22 * ao + .85 * lit;
  if (id == 1.) {
    light = .18 * ao + 1.05 * lit - .12 * step(.46, abs(fract(p.x / .34) - .5));
    if (p.x < -3.93) id = 14.;
  }
  if (id == 2.)
    light = .14 + .24 * ao + .62 * lit + .2 * n.z - .2 * step(p.y, 1.05) - .1 * step(2., p.x) + .12 * n.y;
  if (id == 3.) {
    vec2 c = p.xy - vec2(.15, 2.05);
    light = .55 + .25 * lit + .25 * (fbm(c * 3.) - .5);
    if (texture(sheet, c / vec2(3.3, 1.6) + .5).r > .5) id = 10.;
  }
  if (id == 8.) light = .25 + .75 * lit;
  if (id == 10.) light = .5 + .5 * lit;
  if (id == 11.) light = .5 * ao + .8 * lit;
}
