// A contributor's head, cut as for a column in the old papers. WHO says whose.
//: 1 skin | ochre .14 .62 angle 34 bow 46 pitch 10 | night .0 .32 angle 34 bow 46 pitch 10
//: 2 hair | night .58 1.45 angle 70 bow 60 pitch 10
//: 3 grey hair | night .06 .72 angle 70 bow 60 pitch 10
//: 4 lapis cloth | lapis solid | night .12 .52 angle 60 pitch 11
//: 5 karmir cloth | karmir solid | night .10 .5 angle 60 pitch 11
//: 6 black cloth | night .30 1.1 angle 60 pitch 11
//: 7 white cloth | night .0 .42 angle 60 pitch 11
//: 8 dark | night solid
//: 9 lens | night .0 .22 angle 40
//: 10 lapis ground | lapis solid
//: 11 karmir ground | karmir solid
//: 12 orpiment ground | orpiment solid
//: 13 verdigris ground | verdigris solid
//: 14 umber ground | ochre solid
//: 15 verdigris cloth | verdigris solid | night .12 .5 angle 60 pitch 11
//: 16 lips | karmir .3 .9 | night .0 .3
//: 17 bare |
#define EYE vec3(0., -.12, 9.)
#define AIM vec3(0., -.42, 0.)
#define LENS 4.9
#define SUN vec3(-.85, .62, .62)
#define SHADOW_FAR 4.
#define SHADOW_EDGE 14.

#if WHO == 1
#define FACE -.42
#elif WHO == 2
#define FACE .38
#elif WHO == 3
#define FACE -.30
#elif WHO == 4
#define FACE .46
#else
#define FACE -.5
#endif

float skin(vec3 p) {
  vec3 s = vec3(abs(p.x), p.yz);
  float man = WHO == 2 || WHO == 4 || WHO == 5 ? 1. : 0.;
  float d = egg(p - vec3(0, .30, -.14), vec3(.74, .80, .90));
  d = soft(d, egg(p - vec3(0, -.24, .10), vec3(.58 + .03 * man, .78, .62)), .22);
  d = soft(d, ball(p - vec3(0, -.86 - .03 * man, .40), .15 + .05 * man), .26);
  d = soft(d, ball(s - vec3(.44, -.06, .44), .15), .24);
  d = soft(d, rod(s, vec3(.10, .27, .74), vec3(.46, .29, .56), .05 + .02 * man), .12);
  d = carve(d, ball(s - vec3(.28, .08, .94), .20), .14);
  d = soft(d, egg(s - vec3(.285, .08, .62), vec3(.155, .10, .12)), .04);
  d = soft(d, taper(p, vec3(0, .20, .72), vec3(0, -.20, .96), .06, .095 + .02 * man), .10);
  d = soft(d, ball(s - vec3(.09, -.24, .84), .075), .06);
  d = soft(d, egg(p - vec3(0, -.485, .735), vec3(.18, .05, .09)), .05);
  d = soft(d, egg(p - vec3(0, -.585, .725), vec3(.155, .055, .09)), .05);
  d = soft(d, egg(s - vec3(.74, .02, -.10), vec3(.07, .20, .13)), .05);
  d = soft(d, taper(p, vec3(0, -.7, -.10), vec3(0, -1.7, -.25), .38 + .06 * man, .42 + .08 * man), .16);
  return d;
}
vec2 clothes(vec3 p, float id) {
  vec3 s = vec3(abs(p.x), p.yz);
  float d = soft(taper(s, vec3(.25, -1.72, -.25), vec3(1.30, -2.15, -.30), .42, .40),
                 egg(p - vec3(0, -2.5, -.1), vec3(1.3, 1.1, .75)), .3);
  return vec2(d, id);
}
float cap_(vec3 h, vec3 c, vec3 r, vec3 n, float at_) {
  return max(egg(h - c, r), dot(h, normalize(n)) - at_);
}
vec2 hair(vec3 p) {
  vec3 s = vec3(abs(p.x), p.yz);
  vec2 m = vec2(1e3, 2.);
#if WHO == 1
  float d = cap_(p, vec3(0, .34, -.16), vec3(.85, .88, .99), vec3(0, -.42, .9), .40);
  d = soft(d, max(egg(p - vec3(0, -.15, -.35), vec3(.90, 1.12, .72)), p.z - .12), .2);
  m = near(m, d, 2.);
#elif WHO == 2
  float d = cap_(p, vec3(0, .34, -.22), vec3(.80, .82, .95), vec3(0, -.55, .9), .24);
  m = near(m, max(d, -p.y - .1), 3.);
  float beard =
      max(egg(p - vec3(0, -.56, .20), vec3(.66, .56, .66)), p.y + .30 - .30 * smoothstep(.25, .6, abs(p.x)));
  beard = max(beard, -egg(p - vec3(0, -.50, .80), vec3(.22, .10, .22)));
  m = near(m, beard, 3.);
#elif WHO == 3
  float d = cap_(p, vec3(0, .36, -.16), vec3(.84, .86, .98), vec3(0, -.35, .9), .46);
  m = near(m, max(d, -p.y - .25), 2.);
  m = near(m, egg(p - vec3(.05, 1.12, -.55), vec3(.42, .36, .42)), 2.);
  m = near(m, ring((p - vec3(.04, .88, -.42)).xyz, .26, .08), 5.);
  m = near(m, rod(s, vec3(.74, .2, .1), vec3(.70, -.42, .12), .035), 2.);
#elif WHO == 4
  float d = cap_(p, vec3(0, .38, -.16), vec3(.86, .86, .98), vec3(0, -.45, .9), .38) +
            .05 * (noise(p.xy * 9.) + noise(p.zy * 9.) - 1.);
  m = near(m, max(d, -p.y - .12) * .8, 2.);
  m = near(
      m,
      max(egg(p - vec3(0, -.60, .22), vec3(.60, .50, .62)), p.y + .40 - .24 * smoothstep(.25, .6, abs(p.x))) +
          .016 * noise(p.xy * 22.),
      2.);
#else
  float d = cap_(p, vec3(0, .34, -.22), vec3(.80, .80, .94), vec3(0, -.2, .9), .2);
  m = near(m, max(d, -p.y - .05), 3.);
  m = near(m,
           min(egg(vec3(abs(p.x) - .16, p.y + .38 + .5 * pow(abs(p.x) - .05, 2.), p.z - .80),
                   vec3(.21, .075, .10)),
               1e3),
           2.);
  float crown = max(egg(p - vec3(0, .72, -.12), vec3(1.02, .46, 1.08)), .50 - p.y - .12 * p.z);
  m = near(m, crown, 6.);
  m = near(m, egg(p - vec3(0, .54, .82), vec3(.62, .05, .40)), 6.);
#endif
  return m;
}
vec2 map(vec3 p) {
#if WHO == 1
  vec2 m = clothes(p, 5.);
  m = near(m, ring(p - vec3(0, -1.50, -.20), .50, .16), 5.);
#elif WHO == 2
  vec2 m = clothes(p, 6.);
  m = near(m, ring(p - vec3(0, -1.50, -.2), .50, .10), 7.);
  m = near(m, ring(p - vec3(0, -1.60, -.2), .56, .12), 5.);
#elif WHO == 3
  vec2 m = clothes(p, 4.);
  m = near(m, ring(p - vec3(0, -1.46, -.18), .52, .13), 4.);
#elif WHO == 4
  vec2 m = clothes(p, 15.);
  m = near(m, ring(p - vec3(0, -1.48, -.2), .50, .09), 7.);
#else
  vec2 m = clothes(p, 6.);
  m = near(m, ring(p - vec3(0, -1.44, -.18), .47, .11), 7.);
  m = near(m, box(vec3(p.x + .10, p.y + 1.60, p.z - .40), vec3(.27, .05 + .30 * abs(p.x + .10), .06), .02),
           8.);
#endif
  vec3 h = p;
  h.xz = turned(FACE) * h.xz;
  h.xy = turned(.04) * h.xy;
  m = near(m, skin(h), 1.);
  m = near(m, hair(h));
  vec3 s = vec3(abs(h.x), h.yz);
#if WHO == 2 || WHO == 3
  m = near(m, ring((s - vec3(.30, .08, .86)).xzy, .21, .024), 8.);
  m = near(m,
           min(rod(s, vec3(.0, .13, .92), vec3(.10, .12, .90), .022),
               rod(s, vec3(.50, .12, .82), vec3(.76, .10, .0), .022)),
           8.);
#endif
#if WHO == 4
  vec3 g = s - vec3(.30, .08, .86);
  m = near(m, max(abs(box2(g.xy, vec2(.17, .11)) - .035) - .026, abs(g.z) - .03), 8.);
  m = near(m,
           min(rod(s, vec3(.0, .13, .88), vec3(.10, .13, .88), .026),
               rod(s, vec3(.50, .14, .82), vec3(.76, .10, .0), .024)),
           8.);
#endif
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = float(9 + WHO);
  light = .5;
  vec2 q = uv - vec2(0, .12);
  float a = atan(q.x, q.y), r = length(q);
  if (r > .74 + .05 * hash(floor(a * 22.)) &&
      abs(fract(a * 22. / 1.) - .5) < .30 - .16 * smoothstep(1.25, .78, r))
    id = 17.;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .88 * lit;
  if (id == 1.) {
    vec3 h = p;
    h.xz = turned(FACE) * h.xz;
    h.xy = turned(.04) * h.xy;
    vec3 s = vec3(abs(h.x), h.yz);
    light = .16 + .12 * ao + .84 * lit;
    if (h.z > .3) {
      float lid = abs(s.y - .085 - .055 * cos((s.x - .285) * 9.)) - .020;
      if (lid < 0. && abs(s.x - .285) < .155) id = 8.;
      if (length((s.xy - vec2(.285, .075)) * vec2(1., 1.)) < .062 && s.y < .14) id = 8.;
      float brow = abs(s.y - .315 - .05 * cos((s.x - .30) * 5.)) - .036 * smoothstep(.56, .2, s.x) - .006;
      if (brow < 0. && s.x > .12 && s.x < .52) id = 8.;
      if (abs(h.y + .532 + .02 * cos(h.x * 14.)) < .014 && abs(h.x) < .20) id = 8.;
      else if (WHO == 1 || WHO == 3)
        if (length((h.xy - vec2(0, -.535)) * vec2(1., 2.0)) < .19) {
          id = 16.;
          light = .3 + .5 * lit;
        }
    }
  }
}
