// Two coffees and a folded newspaper on a marble table, by the window of a Paris café; rain outside.
//: 1 floor | ochre .3 .7 flat | night .1 .5 angle 6
//: 2 marble | azure .16 .48 flat | night .02 .28 angle 8
//: 3 brass | orpiment solid | umber .2 .6 angle 6 | night .05 .3
//: 4 cup | azure .3 .62 angle 80 bow 30 pitch 9 | night .02 .24 angle 80
//: 5 coffee | umber solid | night .1 .5
//: 6 paper | azure .2 .5 flat | night .05 .25
//: 7 print | night solid
//: 8 chair | night .0 1.2 flat | umber solid
//: 9 seat | ochre solid | umber .2 .6 angle 40 pitch 8
//: 10 bench | karmir solid | night .12 .5 angle 88
//: 11 frame | verdigris solid | night .16 .7 angle 88
//: 12 sky | azure .2 1.1 fade
//: 13 houses | azure solid | night .34 .6 angle 82
//: 14 roofs | verdigris .3 1.2 flat | night .4 .8 angle 82
//: 15 lit pane | orpiment solid
//: 16 pane | verdigris solid | night .3 .8 angle 82
//: 17 awning | karmir solid | night .2 .6 angle 88
//: 18 far stone | azure .5 1.2 angle 82
#define EYE vec3(-.35, 2.75, 5.3)
#define AIM vec3(.28, 1.52, -.5)
#define LENS 2.7
#define SUN vec3(.45, .85, -.75)
#define SHADOW_FAR 7.

vec2 coffee(vec3 p) {
  vec3 h = p - vec3(.22, .16, 0);
  vec2 m = vec2(
      max(cone(p - vec3(0, .15, 0), .115, .19, .12) - .02, -cone(p - vec3(0, .20, 0), .10, .18, .12)), 4.);
  m = near(m, length(vec2(length(h.xy) - .075, h.z)) - .022, 4.);
  m = near(m, max(abs(p.y - .02 - .3 * pow(length(p.xz), 2.)) - .014, length(p.xz) - .36) * .8, 4.);
  m = near(m, drum(p - vec3(0, .235, 0), .165, .008), 5.);
  return near(m, rod(p, vec3(-.28, .06, .12), vec3(.12, .075, .30), .018), 3.);
}
float bentwood(vec3 p) {
  float d = drum(p - vec3(0, .92, 0), .46, .035, .02);
  vec3 s = vec3(abs(p.x), p.yz);
  d = min(d, rod(s, vec3(.32, .9, .3), vec3(.38, 0, .42), .035));
  d = min(d, rod(s, vec3(.32, .9, -.3), vec3(.36, 0, -.42), .035));
  vec3 b = p - vec3(0, 1.42, -.42 - .18 * (p.y - .9));
  vec2 q = vec2(b.x, b.y);
  d = min(d, length(vec2(length(q * vec2(1., .72)) - .42, b.z)) - .033);
  d = min(d, length(vec2(length((q + vec2(0, .14)) * vec2(1., .66)) - .24, b.z)) - .026);
  return d * .8;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  vec3 t = p - vec3(.35, 1.42, .35);
  m = near(m, drum(t, 1.12, .045, .015), 2.);
  m = near(m, ring(t, 1.13, .05), 3.);
  m = near(m, min(drum(t - vec3(0, -.72, 0), .07, .7), cone(t - vec3(0, -1.36, 0), .5, .08, .08)), 8.);
  m = near(m, coffee(t - vec3(-.42, .045, .42)));
  vec3 c = t - vec3(.28, .045, -.38);
  c.xz = turned(2.2) * c.xz;
  m = near(m, coffee(vec3(c.x, .30 - c.y, c.z)).x < .3 && c.y > .045
                  ? vec2(coffee(vec3(c.x, .30 - c.y, c.z)).x, 4.)
                  : vec2(9., 4.));
  m = near(m, max(abs(c.y - .02 - .3 * pow(length(c.xz), 2.)) - .014, length(c.xz) - .36) * .8, 4.);
  vec3 n = t - vec3(.52, .075, .36);
  n.xz = turned(.5) * n.xz;
  n.y -= .012 * sin(n.x * 6.);
  m = near(m, box(n, vec3(.36, .03, .48), .01), 6.);
  m = near(m, box(n - vec3(.03, -.03, .02), vec3(.37, .012, .49)), 6.);
  vec3 h = p - vec3(-.55, 0, -.95);
  h.xz = turned(.55) * h.xz;
  h.y += .05;
  float ch = bentwood(h);
  m = near(m, ch, abs(h.y - .92) < .05 && length(h.xz) < .40 ? 9. : 8.);
  vec3 b = p - vec3(3.95, 0, -.2);
  m = near(m,
           min(box(b - vec3(.2, .48, 0), vec3(.62, .5, 2.6), .12),
               box(b - vec3(.62, 1.3, 0), vec3(.18, .75, 2.6), .12)),
           10.);
  m = near(m, box(b - vec3(.62, 2.1, 0), vec3(.24, .06, 2.6)), 3.);
  vec3 a = p - vec3(3.05, -.05, -5.0);
  a.xz = turned(1.9) * a.xz;
  m = near(m, person(a / 1.8, .1, .4) * 1.8, 8.);
  vec3 u = a - vec3(.1, 2.15, .1);
  m = near(m, max(abs(length(vec2(length(u.xz), u.y + .5)) - .95) - .02, -u.y - .08) * .8, 10.);
  m = near(m, rod(u, vec3(0, -1., 0), vec3(0, .5, 0), .02), 8.);
  float k;
  vec3 w = vec3(repeat(p.x + .35, 2.25, 2., k), p.y, p.z + 2.6);
  float frame = box(vec3(abs(w.x) - 1.125, w.y - 2.5, w.z), vec3(.09, 2.6, .1));
  frame = min(frame, box(w - vec3(0, .42, 0), vec3(1.2, .44, .12)));
  frame = min(frame, box(w - vec3(0, 3.55, 0), vec3(1.2, .07, .1)));
  m = near(m, frame, 11.);
  m = near(m, max(length(vec2(abs(p.y - 1.55) - .06, p.z + 2.42)) - .028, abs(p.x) - 4.), 3.);
  return near(m, max(4.7 - p.x, -2.75 - p.z), 11.);
}
#define BACKDROP
float umbrella(vec2 q) {
  float a = q.y > 0. ? length(q) - .2 : 1e3;
  a = max(a, -(length(vec2(abs(fract(q.x * 7.5 + .5) - .5) / 7.5, q.y)) - .035));
  return a;
}
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  vec2 q = uv + vec2(.30, -.12);
  id = 12.;
  light = .9 - .6 * smoothstep(.6, 1., uv.y);
  float row = floor((q.x + 3.) / .86), roof = .86 + .09 * hash(row + 2.), x = mod(q.x + 3., .86) - .43;
  if (q.y < roof) {
    id = 14.;
    light = .5 + .4 * step(.0, x);
    vec2 d = vec2(mod(x, .215) - .1075, q.y - roof + .10);
    if (box2(d, vec2(.035, .06)) < 0.) id = 16.;
  }
  if (q.y < roof - .2) {
    id = 18.;
    light = .78 + .22 * step(.0, x);
    float storey = (roof - .2 - q.y) / .225;
    vec2 d = vec2(mod(x, .215) - .1075, (fract(storey) - .55) * .225);
    if (box2(d, vec2(.038, .078)) < 0.) {
      float r = hash(vec2(floor(x / .215) + row * 7., floor(storey)));
      id = r > .8 ? 15. : 16.;
      light = .45;
    } else if (fract(storey) > .9) {
      id = 13.;
      light = .35;
    }
  }
  if (q.y < .06) {
    id = 17.;
    light = .3 + .5 * step(.5, fract(x * 9.));
    if (q.y < .0 + .018 * sin(x * 56.)) {
      id = 13.;
      light = .7 + .2 * noise(vec2(q.x * 4., q.y * 30.));
    }
  }
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .24 * ao + .8 * lit + .05 * n.y;
  if (id == 1. && p.z < -2.7) {
    id = 13.;
    light = .75 + .5 * (noise(vec2(p.x * .6, p.z * 2.)) - .5);
    return;
  }
  if (id == 1.) {
    vec2 c = floor(turned(.785) * p.xz * 1.5);
    light = .3 * ao + .6 * lit;
    if (mod(c.x + c.y, 2.) < 1.) light *= .45;
  }
  if (id == 2.) {
    light = .25 * ao + .75 * lit;
    float vein = abs(fbm(p.xz * 2.2 + 5.) - .5);
    if (vein < .012) light = .2;
  }
  if (id == 6.) {
    vec3 t = p - vec3(.35, 1.42, .35), q = t - vec3(.52, .075, .36);
    q.xz = turned(.5) * q.xz;
    light = .3 * ao + .75 * lit;
    if (n.y > .8 && q.z > -.42 && q.z < -.30 && abs(q.x) < .28) id = 7.;
    if (n.y > .8 && q.z > -.24 && q.z < .40 && abs(abs(q.x) - .16) < .125 && fract(q.z * 17.) < .45 &&
        !(q.x > .02 && q.z < .05))
      id = 7.;
    if (n.y > .8 && q.x > .04 && q.x < .28 && q.z > -.23 && q.z < .03) id = 7.;
  }
  if (id == 4.) light = .25 * ao + .8 * lit;
  if (id == 8.) light = .1 + lit;
}
