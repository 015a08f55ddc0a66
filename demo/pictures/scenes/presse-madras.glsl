// A wooden hand press of the eighteenth century; sheets drying on a line; light through a jalousie.
//: 1 floor | umber solid | night .14 .7 angle 4
//: 2 timber | ochre solid | umber .16 .56 angle 86 | night .04 .27 angle 86
//: 3 wall | orpiment .70 1. flat | ochre .16 .44 angle 2 | umber .0 .26 angle 2
//: 4 sheet | ochre .1 .4 angle 40
//: 5 iron | night solid
//: 6 ink ball | karmir solid | night .15 .5 angle 50
//: 7 print | night solid
//: 8 stool | umber solid | night .1 .5
//: 9 forme | night solid
#define EYE vec3(-3.1, 2.55, 7.4)
#define AIM vec3(.15, 1.9, 0.)
#define LENS 2.75
#define SUN vec3(-.78, .62, .62)
#define SHADOW_FAR 7.

vec2 sheets_(vec3 p) {
  float k;
  vec3 q = vec3(repeat(p.x - .2, .95, 3., k), p.y - 3.72, p.z + 1.7);
  q.z -= .10 * sin(q.y * 4. + k * 2.) * saturate(-q.y);
  float d = box(q + vec3(0, .46, 0), vec3(.37, .5, .012)) * .8;
  float lines = 1.;
  vec2 g = abs(vec2(q.x, q.y + .46));
  if (d < .03 && g.x < .27 && g.y < .40 && fract(q.y * 11.) < .5 &&
      g.x < .27 - .12 * hash(vec2(k, floor(q.y * 11.))) && q.z > 0.)
    return vec2(d, 7.);
  return vec2(min(d, 1e3), 4.);
}
vec2 press_(vec3 p) {
  vec3 s = vec3(abs(p.x), p.yz);
  float d = box(s - vec3(1.0, 1.75, 0), vec3(.16, 1.75, .24), .02);
  d = min(d, box(s - vec3(1.0, .1, .1), vec3(.2, .11, 1.0), .02));
  d = min(d, box(p - vec3(0, 3.35, 0), vec3(1.32, .2, .3), .03));
  d = min(d, box(p - vec3(0, 2.62, 0), vec3(1.0, .16, .2), .02));
  d = min(d, box(p - vec3(0, 2.02, 0), vec3(.30, .34, .24), .02));
  d = min(d, box(p - vec3(0, .92, 0), vec3(1.0, .12, .22), .02));
  d = min(d, box(s - vec3(.34, 1.02, .62), vec3(.05, .05, 1.75)));
  d = min(d, box(s - vec3(.40, .5, 2.15), vec3(.06, .52, .06)));
  vec2 m = vec2(d, 2.);
  float iron =
      min(cone(p - vec3(0, 2.88, 0), .09, .12, .22), rod(p, vec3(0, 2.46, 0), vec3(1.75, 2.42, 1.0), .045));
  m = near(m, iron, 5.);
  m = near(m, rod(p, vec3(1.35, 2.43, .77), vec3(1.85, 2.42, 1.05), .07), 2.);
  m = near(m, box(p - vec3(0, 1.58, 0), vec3(.48, .07, .34), .01), 2.);
  m = near(m, box(p - vec3(0, 1.14, 1.2), vec3(.5, .09, .62), .01), 2.);
  m = near(m, box(p - vec3(0, 1.22, 1.2), vec3(.42, .03, .52)), 9.);
  vec3 t = p - vec3(0, 1.26, 1.86);
  t.yz = turned(.95) * t.yz;
  float frame =
      max(box(t - vec3(0, .02, .55), vec3(.5, .03, .56)), -box(t - vec3(0, .02, .55), vec3(.44, .1, .5)));
  m = near(m, frame, 2.);
  m = near(m, box(t - vec3(0, .02, .55), vec3(.44, .012, .5)), 4.);
  return m;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, p.z + 2.4, 3.);
  vec3 q = p - vec3(.3, 0, -.35);
  q.xz = turned(-.98) * q.xz;
  m = near(m, press_(q));
  m = near(m, sheets_(p));
  m = near(m, length(p.yz - vec2(3.73, -1.7)) - .016, 5.);
  vec3 b = p - vec3(-2.5, 0, .5);
  m = near(m,
           min(box(b - vec3(0, .92, 0), vec3(.55, .05, .42)),
               box(vec3(abs(b.x) - .45, b.y - .45, abs(b.z) - .32), vec3(.05, .45, .05))),
           8.);
  vec3 i = b - vec3(.16, 1.1, .05);
  float ball_ = max(ball(i, .24), -.12 - i.y);
  ball_ = min(ball_, taper(i, vec3(0, .2, 0), vec3(.05, .62, 0), .06, .05));
  i = b - vec3(-.28, 1.08, -.1);
  i.xy = turned(1.2) * i.xy;
  ball_ = min(ball_, min(ball(i, .2), taper(i, vec3(0, .2, 0), vec3(0, .52, 0), .05, .045)));
  m = near(m, ball_, 6.);
  vec3 r = p - vec3(2.75, 0, .2);
  for (int k = 0; k < 5; k++)
    m = near(m, box(r - vec3(.02 * sin(float(k) * 9.), .08 + .13 * float(k), 0), vec3(.55, .058, .42), .01),
             4.);
  return m;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  vec3 toward = normalize(SUN);
  vec3 w = p + toward * ((3.2 - p.z) / toward.z);
  float slat = smoothstep(.30, .36, abs(fract(w.y * 2.6) - .5));
  float opening = smoothstep(.05, .0, box2(w.xy - vec2(-4.1, 4.9), vec2(2.3, 2.35))) *
                  smoothstep(.06, .1, abs(w.x + 4.1));
  float sun = lit * opening * (1. - slat);
  light = .17 * ao + .12 * saturate(n.y + .3) + .2 * lit + .72 * sun;
  if (id == 3.) light = .26 + .12 * ao + .15 * lit + .95 * sun;
  if (id == 4.) light = .25 * ao + .35 * lit + .5 * sun;
  if (id == 1.) light = .1 + .25 * ao + .9 * sun + .1 * lit - .1 * step(.47, abs(fract(p.x * 1.4) - .5));
}
