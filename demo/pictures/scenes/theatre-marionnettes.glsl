// A booth with glove puppets: the cat in spectacles, the dog with a bandaged ear; children's heads in front.
//: 1 booth | karmir solid | night .10 .44 angle 90
//: 2 cat | orpiment solid | karmir .12 .46 angle 60 bow 40 | night .0 .2
//: 3 dog | lapis .14 .5 angle 60 bow 40 | night .0 .12
//: 4 white | lapis .1 .4 angle 70
//: 5 black | night solid
//: 6 board | orpiment solid | karmir .1 .4 angle 2 | night .0 .2
//: 7 backcloth | lapis solid | night .14 .72 angle 12
//: 8 child | night .26 1.2 angle 80 | lapis solid
//: 9 robe | verdigris solid | night .1 .5 angle 80
//: 10 star | orpiment solid
//: 11 gilt | orpiment solid | karmir .2 .6 angle 2
//: 12 dark | night solid
//: 13 ribbon | karmir solid
//: 14 fleece | lapis .12 .5 angle 40 pitch 8
#define EYE vec3(-.55, 1.6, 7.4)
#define AIM vec3(.0, 1.42, 0.)
#define LENS 3.4
#define SUN vec3(-.45, .6, 1.)
#define SHADOW_FAR 5.

vec2 cat(vec3 p) {
  vec3 s = vec3(abs(p.x), p.yz);
  vec2 m = vec2(egg(p - vec3(0, .95, 0), vec3(.36, .31, .3)), 2.);
  m.x = soft(m.x, taper(s, vec3(.20, 1.12, 0), vec3(.29, 1.42, -.02), .13, .015), .08);
  m = near(m, egg(p - vec3(0, .86, .22), vec3(.17, .12, .14)), 4.);
  m = near(m, egg(p - vec3(0, .92, .36), vec3(.045, .032, .03)), 5.);
  m = near(m, egg(s - vec3(.135, 1.02, .25), vec3(.05, .065, .05)), 5.);
  m = near(m, ring((s - vec3(.14, 1.02, .30)).xzy, .105, .017), 5.);
  m = near(m, rod(p, vec3(-.05, 1.05, .32), vec3(.05, 1.05, .32), .014), 5.);
  for (int i = 0; i < 3; i++) {
    float k = float(i) - 1.;
    m = near(m, rod(s, vec3(.12, .87 + .02 * k, .30), vec3(.46, .87 + .09 * k, .27), .009), 5.);
  }
  m = near(m, cone(p - vec3(0, .35, 0), .42, .17, .36), 9.);
  m = near(m, taper(s, vec3(.17, .58, .05), vec3(.44, .52, .26), .10, .10), 9.);
  m = near(m, ball(s - vec3(.49, .52, .29), .105), 2.);
  return near(m, ring(p - vec3(0, .70, 0), .17, .045), 13.);
}
vec2 dog(vec3 p) {
  vec3 s = vec3(abs(p.x), p.yz);
  vec2 m = vec2(egg(p - vec3(0, .98, 0), vec3(.34, .33, .31)), 3.);
  m.x = soft(m.x, egg(p - vec3(0, .86, .28), vec3(.17, .14, .26)), .1);
  m = near(m, egg(p - vec3(0, .93, .52), vec3(.075, .055, .05)), 5.);
  m = near(m, egg(s - vec3(.13, 1.07, .25), vec3(.08, .09, .06)), 12.);
  m = near(m, egg(s - vec3(.125, 1.06, .305), vec3(.03, .04, .03)), 5.);
  vec3 e = p - vec3(-.33, 1.05, 0);
  e.xy = turned(-.35) * e.xy;
  m = near(m, egg(e - vec3(-.04, -.14, 0), vec3(.085, .27, .15)), 5.);
  vec3 b = p - vec3(.24, 1.20, 0);
  b.xy = turned(.62) * b.xy;
  m = near(m, drum(b.xzy, .19, .09, .04), min(abs(b.x), abs(b.y)) < .035 ? 13. : 4.);
  m = near(m,
           max(abs(length(p - vec3(0, .98, 0)) - .355) - .02,
               abs(dot(p - vec3(.05, 1.05, 0), normalize(vec3(.55, .8, 0))) - .13) - .05) *
               .8,
           4.);
  m = near(m, max(egg(p - vec3(0, .80, .40), vec3(.10, .06, .12)), p.y - .79), 13.);
  m = near(m, cone(p - vec3(0, .35, 0), .42, .18, .36), 1.);
  m = near(m, taper(s, vec3(.17, .58, .05), vec3(.42, .60, .28), .10, .10), 1.);
  m = near(m, ball(s - vec3(.47, .60, .31), .105), 3.);
  return m;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.z + 1.25, 7.);
  vec3 s = vec3(abs(p.x), p.yz);
  float fold = .05 * sin(p.x * 21.);
  m = near(m, (box(p - vec3(0, -.15, .35), vec3(2.2, 1.0, .12)) + fold * .6) * .8, 1.);
  m = near(m, box(p - vec3(0, .88, .45), vec3(2.25, .06, .30), .02), 6.);
  float w = 1. - .36 * smoothstep(1.3, 3., p.y) + .10 * smoothstep(1.6, 1.2, p.y);
  float cur = max(max(1.62 * w - s.x, abs(p.z - .22 - .05 * sin(s.x * 26. + s.y)) - .05), .9 - p.y);
  m = near(m, cur * .6, 1.);
  float swag = 3.02 - .22 * abs(sin(p.x * 1.6));
  m = near(m, max(swag - p.y, abs(p.z - .36 - .04 * sin(p.y * 22. + 5. * cos(p.x * 3.2))) - .06) * .6, 1.);
  m = near(m, max(abs(p.y - swag + .03) - .035, abs(p.z - .44) - .03) * .6, 11.);
  m = near(m, box(s - vec3(2.12, 1.7, .4), vec3(.13, 2.5, .16), .02), 6.);
  vec3 c = p - vec3(-.68, .82, .12);
  c.xz = turned(-.42) * c.xz;
  c.xy = turned(-.06) * c.xy;
  if (length(c - vec3(0, .8, 0)) < 1.5) m = near(m, cat(c));
  else m.x = min(m.x, length(c - vec3(0, .8, 0)) - 1.2);
  vec3 d = p - vec3(.72, .82, .08);
  d.xz = turned(.52) * d.xz;
  d.xy = turned(.08) * d.xy;
  if (length(d - vec3(0, .8, 0)) < 1.5) m = near(m, dog(d));
  else m.x = min(m.x, length(d - vec3(0, .8, 0)) - 1.2);
  vec3 h = p - vec3(-.02, 1.50, .38);
  m = near(m,
           min(max(egg(h, vec3(.22, .24, .2)), -h.y), ring(h + vec3(0, .02, 0), .19, .06)) +
               .02 * noise(h.xy * 30.),
           14.);
  float heads = 1e3;
  for (int i = 0; i < 7; i++) {
    float k = float(i);
    vec3 q = p - vec3(-2.25 + .76 * k + .1 * sin(k * 5.), -.02 + .14 * hash(k + 4.), 2.2 + .4 * hash(k + 2.));
    float one = egg(q, vec3(.225, .265, .24));
    one = min(one, ball(vec3(abs(q.x) - .225, q.y + .03, q.z), .05));
    one = min(one, taper(vec3(abs(q.x), q.yz), vec3(0, -.3, 0), vec3(.32, -.72, 0), .1, .26));
    if (mod(k, 3.) < 1.) one = min(one, ball(vec3(abs(q.x) - .26, q.y - .12, q.z + .05), .095));
    if (mod(k, 3.) == 1.) one = min(one, egg(q - vec3(.0, .10, .02), vec3(.25, .22, .26)));
    heads = min(heads, one);
  }
  return near(m, heads, 8.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  float spot = smoothstep(2.6, 1.2, length((p.xy - vec2(.0, 1.75)) * vec2(.8, 1.)));
  light = .18 * ao + .35 * lit + .52 * lit * spot;
  if (id == 7.) {
    light = .2 + .65 * spot;
    vec2 c = floor(p.xy / .42), q = fract(p.xy / .42) - .5;
    if (hash(c) > .72 && abs(q.x) + abs(q.y) < .16) id = 10.;
    float moon = length(p.xy - vec2(1.05, 2.55)) - .30;
    if (moon < 0. && length(p.xy - vec2(1.18, 2.63)) > .27) id = 10.;
  }
  if (id == 8.) light = .15 + .55 * lit + .45 * pow(saturate(1. + dot(ray, n)), 3.) * step(0., n.y);
  if (id == 1.) {
    light = .16 * ao + .4 * lit + .42 * lit * spot;
    if (p.y < .8 && p.z > .3) {
      vec2 q = vec2(mod(p.x + .35, .7) - .35, p.y - .38);
      if (abs(q.x) + abs(q.y) * .7 < .13) id = 11.;
    }
  }
}
