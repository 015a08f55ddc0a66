// A handwritten page with its corrections, a fountain pen laid across it, an envelope, spectacles.
//: 1 table | umber solid | night .14 .62 angle 5
//: 2 page | ochre .1 .42 angle 24
//: 3 ink | lapis solid
//: 4 correction | karmir solid
//: 5 ruling | ochre .0 2. flat
//: 6 pen | karmir solid | night .2 .6 angle 20
//: 7 gold | ochre solid | umber .3 .7 | night .1 .3
//: 8 envelope | ochre .24 .62 flat | umber .05 .36 angle 60
//: 9 wire | night solid
//: 10 glass | lapis .3 .8 angle 40
//: 11 bottle | lapis solid | night .14 .56 angle 84
//: 12 cap | night solid
//: 13 label |
//: 14 glint |
#define EYE vec3(-.7, 4.6, 4.0)
#define AIM vec3(.02, .0, .1)
#define LENS 3.3
#define SUN vec3(-.85, .62, -.30)
#define SHADOW_FAR 4.

float page(vec3 p, vec2 b) {
  float curl = .10 * pow(saturate((p.x - .55) / .9), 2.) + .13 * pow(saturate((-p.z - .2) / 1.1), 2.) +
               .012 * sin(p.x * 3.);
  return max(box2(p.xz, b), abs(p.y - curl - .03) - .012) * .75;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  vec3 q = p - vec3(-.18, 0, .1);
  q.xz = turned(.2) * q.xz;
  m = near(m, page(q, vec2(1.5, 1.12)), 2.);
  vec3 r = p - vec3(-.35, -.025, .0);
  r.xz = turned(.06) * r.xz;
  m = near(m, page(r, vec2(1.5, 1.14)), 8.);
  vec3 e = p - vec3(1.62, .015, -.55);
  e.xz = turned(-.35) * e.xz;
  float flap = abs(e.x) * .62 + e.z;
  float env = box(e, vec3(.92, .02 + .012 * step(flap, -.02), .6), .008);
  m = near(m, env, 8.);
  vec3 n = p - vec3(.62, .16, .52);
  n.xz = turned(-.62) * n.xz;
  n.xy = turned(-.04) * n.xy;
  float body = min(taper(n, vec3(-.15, 0, 0), vec3(.92, .0, 0), .085, .07),
                   taper(n, vec3(-.38, 0, 0), vec3(-.15, 0, 0), .05, .078));
  m = near(m, body, 6.);
  m = near(m, max(taper(n, vec3(-.62, -.01, 0), vec3(-.36, 0, 0), .004, .058), abs(n.y) - .035), 7.);
  m = near(m, min(ring(n.yxz - vec3(0, -.13, 0), .078, .018), ring(n.yxz - vec3(0, .40, 0), .076, .012)), 7.);
  m = near(m, rod(n, vec3(.42, .085, 0), vec3(.86, .09, 0), .018), 7.);
  vec3 g = p - vec3(-1.62, .14, -1.12);
  g.xz = turned(-.35) * g.xz;
  vec3 s = vec3(abs(g.x) - .36, g.y - .22, g.z);
  s.yz = turned(.25) * s.yz;
  m = near(m, ring(s.xzy, .29, .026), 9.);
  m = near(m, drum(s.xzy, .28, .008), 10.);
  m = near(m,
           min(rod(g, vec3(-.08, .27, .0), vec3(.08, .27, .0), .022),
               rod(vec3(abs(g.x), g.yz), vec3(.64, .26, 0.), vec3(.52, .04, -.85), .02)),
           9.);
  vec3 b = p - vec3(1.95, 0, .62);
  m = near(m, min(box(b - vec3(0, .22, 0), vec3(.28, .22, .28), .06), drum(b - vec3(0, .46, 0), .13, .08)),
           11.);
  m = near(m, box(b - vec3(0, .2, .285), vec3(.19, .11, .01)), 13.);
  vec3 c = p - vec3(1.42, .09, 1.12);
  return near(m, drum(c, .17, .09, .03), 12.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  vec2 w = turned(.35) * (p.xz - vec2(-.2, .1));
  vec2 g = abs(fract(w / vec2(1.9, 1.6) + vec2(.5, .5)) - .5);
  float sun = smoothstep(.485, .465, max(g.x, g.y)) * smoothstep(2.4, 2.35, abs(w.x)) *
              smoothstep(2.0, 1.95, abs(w.y));
  light = .2 * ao + .35 * lit + .5 * lit * sun;
  if (id == 1.)
    light = .12 + .12 * ao + .2 * lit + .55 * lit * sun + .14 * (noise(p.xz * vec2(1.2, 16.)) - .5);
  if (id == 2.) {
    light = .1 + .2 * ao + .3 * lit + .5 * lit * sun;
    vec3 q = p - vec3(-.18, 0, .1);
    q.xz = turned(.2) * q.xz;
    vec3 t = texture(sheet, vec2(q.x / 3. + .5, .5 - q.z / 2.24)).rgb;
    if (t.r > .45) id = 4.;
    else if (t.g > .45) id = 3.;
    else if (t.b > .5) id = 5.;
    if (id > 2.5) light = .5;
  }
  if (id == 8. && p.x > .4) {
    vec3 e = p - vec3(1.62, .015, -.55);
    e.xz = turned(-.35) * e.xz;
    if (abs(abs(e.x) * .62 + e.z + .02) < .018 || (e.z > 0. && abs(abs(e.x) * .55 - e.z * 1.0 + .03) < .012))
      light = .2;
  }
  if (id == 6. && pow(saturate(dot(reflect(ray, n), normalize(SUN))), 20.) > .3) id = 14.;
  if (id == 11. && pow(saturate(dot(reflect(ray, n), normalize(SUN))), 20.) > .4) id = 14.;
  if (id == 10.) light = .7;
}
