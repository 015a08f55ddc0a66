// Vine rows in October under red cliffs; a basket of black grapes at the end of the row.
//: 1 earth | tuff solid | umber .14 .62 angle 6
//: 2 vine | orpiment solid | karmir .30 .62 angle 60 | night .02 .28 angle 60
//: 3 cliff | tuff solid | karmir .32 .64 angle 84 | night .02 .22 angle 84
//: 4 sky | azure .1 .95 fade
//: 5 post | umber solid | night .2 .6
//: 6 basket | ochre solid | umber .25 .65 angle 30 pitch 9 | night .04 .3
//: 7 grape | lapis solid | karmir solid | night .12 .5 | lines angle 40 bow 20 pitch 8
//: 8 bloom | lapis solid
//: 9 green vine | sage solid | verdigris .3 .7 flat | night .02 .26 angle 60
//: 10 picker | lapis solid | night .2 .6 angle 80
//: 11 shirt | night .05 .3 | azure .2 .5 flat
#define EYE vec3(-.1, 2.3, 8.2)
#define AIM vec3(.35, 1.75, -4.)
#define LENS 2.0
#define SUN vec3(-.7, .72, .42)
#define FAR 90.
#define STRIDE .75
#define SHADOW_FAR 6.
#define ROW 2.7

float cliff(vec2 p) {
  float s = noise(vec2(p.x * .16, 3.)) * 6. + noise(vec2(p.x * .5, 8.)) * 2.2;
  float top = 7.5 + 7. * noise(vec2(p.x * .06 + 1.7, 2.)) + 2.4 * noise(vec2(p.x * .4, 5.));
  float wall = smoothstep(-27. - s, -33. - s, p.y);
  return top * (.42 * smoothstep(-17., -29., p.y) + .5 * wall + .25 * smoothstep(-38., -41., p.y)) +
         .7 * noise(p * .8) * wall;
}
float grapes(vec3 p, float k) {
  float d = 1e3;
  for (int i = 0; i < 12; i++) {
    float f = float(i), y = -.055 * f, r = .24 * (1. - f / 15.);
    d = min(d, ball(p - vec3(r * cos(f * 2.4 + k), y, r * sin(f * 2.4 + k)), .105));
  }
  return d;
}
vec2 map(vec3 p) {
  vec2 m = vec2((p.y - .10 * fbm(p.xz * 1.4) + .02) * .9, 1.);
  if (p.z < -15.) m = near(m, (p.y - cliff(p.xz)) * .35, 3.);
  float k;
  vec3 q = vec3(repeat(p.x + 1.1, ROW, 4., k), p.y, p.z);
  float s = length(vec2(q.x * 1.25, (q.y - 1.08) * .82)) - .42;
  if (s < 1.0) {
    float lump = noise(q.zy * 2.1 + k * 7.) + .55 * noise(vec2(q.x * 4. + q.z * 3.3, q.y * 4.5 + k)) +
                 .3 * noise(vec2(q.z * 9., q.y * 9. + q.x * 6.));
    s = max(s - .62 * (lump - .9), max(q.z - 14., -19. - q.z)) * .55;
  }
  m = near(m, s, 2.);
  float j;
  vec3 t = vec3(q.x, q.y, repeat(q.z, 2.3, 8., j));
  m = near(m,
           min(rod(t, vec3(0), vec3(.04 * sin(j), 1.95, 0), .055),
               rod(t, vec3(.02, 0, .8), vec3(-.06, .9, .9), .05)),
           5.);
  vec3 b = p - vec3(.62, 0, 4.0);
  float shell =
      max(max(cone(b - vec3(0, .34, 0), .42, .60, .34), -cone(b - vec3(0, .44, 0), .36, .55, .34)), -1.) -
      .015 + .018 * sin(b.y * 38.) * cos(atan(b.x, b.z) * 20.);
  m = near(m, shell * .7, 6.);
  vec3 hd = b - vec3(0, .66, 0);
  m = near(m, max(length(vec2(length(hd.xy) - .58, hd.z)) - .04, -hd.y), 6.);
  float g = 1e3;
  for (int i = 0; i < 6; i++) {
    float f = float(i);
    vec3 c = b - vec3(.34 * cos(f * 1.05), .74 + .07 * hash(f), .34 * sin(f * 1.05));
    vec3 w = c;
    w.xy = turned(1.2 * sin(f * 2.)) * w.xy;
    g = min(g, grapes(w, f));
  }
  g = min(g, grapes(b - vec3(0, .86, 0), 9.));
  g = min(g, grapes(b - vec3(-.62, .7, .18), 3.));
  m = near(m, g, 7.);
  vec3 h = p - vec3(-.25, 0, -.6);
  h.xz = turned(1.25) * h.xz;
  h.yz = turned(-.12) * h.yz;
  if (length(h.xz) < 2.) {
    float body = person(h / 1.75, .05, .0) * 1.75;
    m = near(m, body, h.y > .95 && h.y < 1.45 ? 11. : 10.);
    m = near(m, drum(h - vec3(0, 1.70, 0), .26, .015), 6.);
    m = near(m, drum(h - vec3(0, 1.75, 0), .13, .06), 6.);
  }
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 4.;
  light = 1. - .85 * smoothstep(.2, 1.1, uv.y);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) light = .18 + .2 * ao + .8 * lit + .35 * (fbm(p.xz * vec2(5., 1.2)) - .5);
  if (id == 2.) {
    light = .16 * ao + .92 * lit;
    if (noise(p.zy * .9 + 4.) + .4 * noise(p.zy * 3.) > .95) id = 9.;
  }
  if (id == 3.)
    light = .22 + .8 * lit + .28 * (noise(vec2(p.x * .9, p.y * .25)) - .5) -
            .12 * step(.72, fract(p.y * .33 + .3 * noise(p.xz * .2)));
  if (id == 7. && pow(saturate(dot(reflect(ray, n), normalize(SUN))), 12.) * lit > .35) id = 8.;
}
