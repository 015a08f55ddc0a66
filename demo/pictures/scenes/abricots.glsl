// Apricots in a blue bowl on a table, one of them opened, a leaf still on the twig.
//: 1 cloth | azure .06 .62 flat | lapis .05 .36 angle 8
//: 2 apricot | orpiment solid | karmir .16 .56 | night .0 .17 | lines angle 64 bow 70
//: 3 bowl | lapis solid | night .12 .5 angle 4 bow 60
//: 4 pattern |
//: 5 flesh | orpiment solid | ochre .3 .7 angle 64
//: 6 stone | umber solid | night .2 .6 angle 50
//: 7 leaf | verdigris solid | night .15 .5 angle 40 pitch 9
//: 8 twig | umber solid | night .3 .6
//: 9 wall | lapis solid | night .1 .9 angle 88
//: 10 stripe | karmir solid | night .05 .3 angle 8
#define EYE vec3(-.9, 2.75, 5.6)
#define AIM vec3(.12, .66, 0.)
#define LENS 2.55
#define SUN vec3(-.8, .78, .12)
#define SHADOW_FAR 8.

float apricot(vec3 p, float r, float turn) {
  p.xz = turned(turn) * p.xz;
  p.xy = turned(turn * .4) * p.xy;
  float d = length(p * vec3(1., .96, 1.1)) - r;
  float seam = exp(-pow(p.z / (.10 * r), 2.)) * smoothstep(-.5 * r, .3 * r, p.x);
  return (d + .11 * r * seam + .10 * r * exp(-dot(p.xz, p.xz) / (.03 * r * r)) * step(0., p.y)) * .9;
}
float leaf(vec3 p, float len) {
  p.y += .25 * p.x * p.x / len;
  p.y -= .35 * abs(p.z);
  float w = .42 * len * sin(PI * saturate(p.x / len)) * (1. - .3 * p.x / len);
  return max(max(abs(p.z) - w, abs(p.y) - .012), max(-p.x, p.x - len)) * .6;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, p.z + 4., 9.);
  vec3 b = p - vec3(.35, 0, -.1);
  float r = length(b.xz), outer = length(vec2(r, (b.y - 1.25) * 1.12)) - 1.42;
  float bowl = max(max(outer, -(outer + .09)), b.y - .92);
  bowl = min(bowl, drum(b - vec3(0, .05, 0), .62, .07, .02));
  bowl = min(bowl, ring(b - vec3(0, .92, 0), 1.345, .045));
  m = near(m, bowl * .9, 3.);
  float d = 1e3;
  d = min(d, apricot(b - vec3(-.78, .96, .18), .44, .6));
  d = min(d, apricot(b - vec3(-.02, .98, .66), .46, 1.8));
  d = min(d, apricot(b - vec3(.74, .95, .28), .45, 3.6));
  d = min(d, apricot(b - vec3(.48, .98, -.52), .45, 5.));
  d = min(d, apricot(b - vec3(-.42, .97, -.62), .44, 2.6));
  d = min(d, apricot(b - vec3(.02, 1.56, .06), .47, 4.4));
  d = min(d, apricot(p - vec3(-1.85, .43, .45), .45, 1.1));
  m = near(m, d, 2.);
  vec3 h = p - vec3(-1.05, .26, 1.5);
  h.xz = turned(.5) * h.xz;
  h.yz = turned(-.95) * h.yz;
  float half_ = max(length(h) - .44, h.y);
  m = near(m, half_, h.y > -.012 ? 5. : 2.);
  m = near(m, egg(h - vec3(.0, .0, 0), vec3(.2, .13, .14)) + .012 * noise(h.xz * 24.), 6.);
  vec3 w = p - vec3(2.05, .42, 1.0);
  m = near(m, apricot(w, .43, 5.3), 2.);
  m = near(m, rod(w, vec3(0, .36, 0), vec3(-.12, .62, .1), .025), 8.);
  vec3 l = b - vec3(.02, 1.98, .06);
  m = near(m, rod(l, vec3(0, -.05, 0), vec3(.1, .22, .02), .028), 8.);
  vec3 k = l - vec3(.08, .18, .02);
  k.xz = turned(-.5) * k.xz;
  k.xy = turned(.25) * k.xy;
  k.yz = turned(.75) * k.yz;
  m = near(m, leaf(k, 1.05), 7.);
  k = l - vec3(.08, .16, .02);
  k.xz = turned(2.5) * k.xz;
  k.xy = turned(.1) * k.xy;
  k.yz = turned(-.8) * k.yz;
  m = near(m, leaf(k, .8), 7.);
  k = w - vec3(-.12, .6, .1);
  k.xz = turned(.5) * k.xz;
  k.xy = turned(.3) * k.xy;
  k.yz = turned(.8) * k.yz;
  return near(m, leaf(k, .72), 7.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) {
    light = .12 + .22 * ao + .9 * lit;
    float s = p.x * .3 + p.z * .95 - 2.05;
    if (abs(s) < .1 || abs(abs(s) - .19) < .03) id = 10.;
  }
  if (id == 2.) light = .14 * ao + .8 * lit + .16 * (noise(p.xy * 2.2) - .5);
  if (id == 3.) {
    vec3 b = p - vec3(.35, 0, -.1);
    float a = atan(b.x, b.z);
    float wave = abs(b.y - .6 - .07 * sin(a * 14.)) - .02;
    if (dot(n, vec3(b.x, 0, b.z)) > 0. && b.y < .86 &&
        (wave < 0. || abs(b.y - .77) < .014 || abs(b.y - .43) < .014))
      id = 4.;
    light = .18 * ao + .85 * lit;
    if (id == 4. && light < .16) id = 3.;
  }
  if (id == 5.) light = .35 + .7 * lit;
  if (id == 7.) { light = .2 + .7 * lit + .2 * n.y; }
  if (id == 9.) light = .55 - .10 * p.x;
}
