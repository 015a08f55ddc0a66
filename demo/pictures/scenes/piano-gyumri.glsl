// An upright piano in a bare room, its front taken off; the tuner's key on the stool; a crack in the wall.
//: 1 floor | ochre solid | umber .14 .66 angle 3
//: 2 wall | tuff solid | ochre .1 .56 angle 86 | umber .0 .26 angle 86
//: 3 case | umber solid | night .12 .62 angle 88
//: 4 ivory | ochre .1 .36
//: 5 ebony | night solid
//: 6 felt | karmir solid | night .1 .4 angle 90 pitch 8
//: 7 string | orpiment solid | umber .1 .5 angle 80 pitch 7
//: 8 crack | night solid
//: 9 iron | orpiment solid | umber .2 .6 angle 60
//: 10 score | ochre .1 .4
//: 11 brick | karmir solid | night .1 .4 angle 3
//: 12 metal | night .1 .5
#define EYE vec3(-2.9, 2.5, 5.6)
#define AIM vec3(.10, 1.32, -.1)
#define LENS 2.45
#define SUN vec3(-.72, .72, .62)
#define SHADOW_FAR 6.

float crack(vec2 p) {
  return abs(p.x - .35 * sin(p.y * 2.1) - .16 * (noise(vec2(p.y * 6., 1.)) - .5) -
             .22 * abs(fract(p.y * 1.3) - .5)) -
         .03 * smoothstep(1.2, 4.2, p.y) - .006;
}
vec2 keys(vec3 p) {
  // Fifty-two white keys between -1.36 and 1.36.
  float w = 2.72 / 36., c = clamp(floor(p.x / w), -18., 17.), x = p.x - (c + .5) * w;
  vec2 m = vec2(box(vec3(x, p.y, p.z), vec3(w * .5 - .004, .03, .30), .008), 4.);
  float o = mod(c + 18., 7.);
  float black = 1e3;
  float b = clamp(floor(p.x / w + .5), -17., 17.), ob = mod(b + 18., 7.);
  if (ob != 0. && ob != 3.)
    black = box(vec3(p.x - b * w, p.y - .055, p.z + .10), vec3(.022, .035, .19), .008);
  return near(m, black, 5.);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, p.z + 1.15, 2.);
  float body = min(box(vec3(abs(p.x) - 1.5, p.y - 1.06, p.z + .25), vec3(.08, 1.06, .58), .02),
                   box(p - vec3(0, 2.16, -.45), vec3(1.66, .045, .42), .02));
  body = min(body, box(p - vec3(0, 1.08, -.92), vec3(1.5, 1.06, .08)));
  body = min(body, box(p - vec3(0, 1.06, .24), vec3(1.5, .05, .46), .02));
  body = min(body, box(p - vec3(0, .56, .1), vec3(1.45, .48, .04), .02));
  body = min(body, box(p - vec3(0, .10, -.2), vec3(1.55, .1, .55), .02));
  body = min(body, box(vec3(abs(p.x) - 1.46, p.y - 1.16, p.z - .40), vec3(.10, .09, .30), .05));
  body = min(body, box(vec3(abs(p.x) - 1.44, p.y - .55, p.z - .62), vec3(.065, .52, .065), .02));
  body = min(body, box(p - vec3(0, 1.26, .0), vec3(1.4, .07, .04), .02));
  m = near(m, body, 3.);
  m = near(m, keys(p - vec3(0, 1.155, .36)));
  m = near(m, box(p - vec3(0, 1.20, .055), vec3(1.36, .025, .02)), 6.);
  vec3 q = p - vec3(0, 1.70, -.38);
  float w = 2.72 / 40., c = clamp(floor(q.x / w), -20., 19.), x = q.x - (c + .5) * w;
  float drop = .16 * hash(c) * step(.8, hash(c + 7.));
  vec3 h = vec3(x, q.y - .02 - .06 * sin(c * .08), q.z - drop * 1.6);
  m = near(m,
           min(box(h, vec3(.019, .055, .10), .01), box(h + vec3(0, .25, -.08), vec3(.008, .25, .008))) * .9,
           6.);
  m = near(m, box(q - vec3(0, -.30, .05), vec3(1.4, .06, .1), .01), 3.);
  float wire = max(abs(fract(q.x / .045) - .5) * .045 - .006, abs(q.z + .26) - .01);
  m = near(m, max(wire, box2(q.xy, vec2(1.4, .44))) * .8, 7.);
  m = near(m, box(q - vec3(0, -.05, -.36), vec3(1.42, .5, .05)), 9.);
  vec3 s = p - vec3(-1.7, 0, 1.15);
  s.xz = turned(.3) * s.xz;
  m = near(m,
           min(drum(s - vec3(0, .86, 0), .44, .06, .03),
               min(drum(s - vec3(0, .45, 0), .06, .4), drum(s - vec3(0, .05, 0), .36, .05, .02))),
           3.);
  vec3 k = s - vec3(.02, .95, 0);
  m = near(m,
           min(rod(k, vec3(-.3, .02, -.06), vec3(.1, .02, .02), .035),
               min(rod(k, vec3(.1, .02, .02), vec3(.3, .02, .06), .022),
                   rod(k, vec3(.3, .02, .06), vec3(.3, .12, .06), .03))),
           12.);
  vec3 f = p - vec3(2.25, .95, -.85);
  f.yz = turned(.18) * f.yz;
  m = near(m, box(f, vec3(.06, 1., .5)), 3.);
  return m;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .18 * ao + .85 * lit;
  vec3 t = normalize(SUN);
  vec3 w = p + t * ((4. - p.z) / t.z);
  vec2 g = abs(fract((w.xy - vec2(-4.1, 4.4)) / vec2(1.2, 1.35) + .5) - .5);
  float sun = smoothstep(.47, .45, max(g.x, g.y)) * smoothstep(2.45, 2.4, abs(w.x + 4.7)) *
              smoothstep(2.75, 2.7, abs(w.y - 5.9));
  if (id == 1.)
    light = .12 + .2 * ao + .1 * lit + .8 * lit * sun - .12 * step(.47, abs(fract(p.z * 1.6) - .5));
  if (id == 2.) {
    light = .20 + .2 * ao + .1 * lit + .75 * lit * sun + .1 * (noise(p.xy * 2.) - .5);
    vec2 c = p.xy - vec2(1.55, 0.);
    float d = crack(c);
    if (d < 0. && p.y > 1.2) id = 8.;
    float hole = length((c - vec2(.35, 3.35)) * vec2(1., .8)) - .42 + .2 * noise(c * 5.);
    if (hole < 0.) {
      vec2 b = vec2(p.x / .34 + .5 * mod(floor(p.y / .15), 2.), p.y / .15);
      vec2 e = abs(fract(b) - .5);
      id = max(e.x * 1., e.y) > .45 ? 8. : 11.;
      light = .3 + .5 * hash(floor(b));
    }
  }
  if (id == 3.) light = .12 * ao + .2 * lit + .65 * lit * sun + .15 * saturate(n.y);
  if (id == 4. || id == 6. || id == 7. || id == 9.) light = .2 * ao + .5 * lit + .5 * lit * sun;
}
