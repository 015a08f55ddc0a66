// A six-metre boat on the lake at sunrise: a man at the oars, two sacks in the stern.
//: 1 water | azure solid | lapis .14 .72 angle 1 pitch 12
//: 2 hull | karmir solid | night .12 .5 angle 4
//: 3 wood | ochre solid | umber .2 .6 angle 4 | night .04 .3
//: 4 coat | lapis solid | night .14 .56 angle 70
//: 5 skin | ochre solid | night .1 .4
//: 6 cap | night solid
//: 7 sack | ochre .2 .6 flat | umber .05 .42 angle 60
//: 8 iron | night solid
//: 9 sun track | orpiment solid
//: 10 sky | orpiment 1.02 .55 fade | azure .2 .62 fade
//: 11 range | azure solid | lapis .3 .66 angle 56
//: 12 snow | azure .4 .8 flat
//: 13 sun |
//: 14 bird | night solid
//: 15 white line |
//: 16 shade | lapis solid | night .2 .7 angle 1
#define EYE vec3(-2.5, 1.75, 7.6)
#define AIM vec3(-.05, 1.12, 0.)
#define LENS 2.6
#define SUN vec3(.72, .34, -.55)
#define SHADOW_FAR 5.

vec2 boat(vec3 p) {
  float l = p.x / 2.75, rise = .22 * l * l + .10 * smoothstep(.3, 1., l);
  float w =
      .70 * (1. - pow(abs(max(l, -.62) + (l < -.62 ? 0. : 0.)), 2.4)) * (l < 0. ? mix(1., .86, -l) : 1.);
  vec3 q = p - vec3(0, rise, 0);
  float outer = max(max(length(vec2(q.z / max(w, .02), (q.y - .45) / .62)) - 1., q.y - .42) * min(w, .6),
                    max(-2.45 - p.x, p.x - 2.46));
  float inner = max(length(vec2(q.z / max(w - .07, .02), (q.y - .47) / .54)) - 1., -2.36 - p.x) * min(w, .6);
  vec2 m = vec2(max(outer, -inner) * .7, q.y > .30 ? 15. : 2.);
  if (inner < .03 && outer < -.02) m.y = 3.;
  m = near(m, box(q - vec3(-.15, .30, 0), vec3(.14, .025, .62)), 3.);
  m = near(m, box(q - vec3(-1.7, .3, 0), vec3(.2, .025, .58)), 3.);
  m = near(m, box(q - vec3(1.45, .3, 0), vec3(.14, .025, .5)), 3.);
  m = near(m,
           min(box(p - vec3(-2.6, .72, 0), vec3(.15, .17, .13), .06),
               box(p - vec3(-2.62, .25, 0), vec3(.05, .5, .05))),
           8.);
  return m;
}
vec2 rower(vec3 p) {
  // Sits at the middle thwart, his back to the bow (+x), leaning into the stroke.
  float d = taper(p * vec3(1, 1, .8), vec3(.16, 1.02, 0), vec3(-.02, .48, 0), .19, .19);
  vec3 s = vec3(p.xy, abs(p.z));
  d = soft(d, taper(s, vec3(.14, 1.0, .2), vec3(-.24, .80, .34), .085, .07), .05);
  d = min(d, taper(s, vec3(-.24, .80, .34), vec3(-.56, .74, .26), .07, .05));
  vec2 m = vec2(d, 4.);
  m = near(m,
           min(taper(s, vec3(0, .42, .12), vec3(-.5, .50, .14), .13, .1),
               taper(s, vec3(-.5, .50, .14), vec3(-.62, .12, .14), .1, .08)),
           6.);
  vec3 h = p - vec3(.18, 1.36, 0);
  m = near(m, egg(h, vec3(.14, .17, .125)), 5.);
  m = near(m,
           min(max(egg(h - vec3(.02, .05, 0), vec3(.165, .16, .15)), -h.y + .02),
               box(h - vec3(-.17, .06, 0), vec3(.09, .015, .1))),
           6.);
  return near(m, rod(p, vec3(.18, 1.1, 0), vec3(.18, 1.25, 0), .07), 5.);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y - .012 * sin(p.x * 2.1 + p.z * 5.), 1.);
  vec3 b = p - vec3(.15, -.10, .1);
  b.xz = turned(.30) * b.xz;
  b.xy = turned(-.02) * b.xy;
  if (length(b.xz) > 5.2) return near(m, length(b.xz) - 4.6, 2.);
  m = near(m, boat(b));
  m = near(m, rower(b - vec3(-.05, .10, 0)));
  vec3 s = vec3(b.xy, abs(b.z));
  m = near(m, rod(s, vec3(-.62, .86, .24), vec3(.35, .12, 2.15), .03), 3.);
  vec3 o = s - vec3(.42, .06, 2.32);
  o.xz = turned(-.42) * o.xz;
  m = near(m, box(o, vec3(.07, .02, .32), .015), 3.);
  m = near(m, egg(b - vec3(-1.35, .58, .16), vec3(.27, .36, .26)) + .03 * noise(b.xy * 7.), 7.);
  m = near(m, rod(b, vec3(-1.35, .86, .16), vec3(-1.30, 1.02, .18), .06), 7.);
  m = near(m, egg(b - vec3(-1.85, .56, -.14), vec3(.26, .34, .27)) + .03 * noise(b.xy * 7.), 7.);
  m = near(m, rod(b, vec3(-1.85, .82, -.14), vec3(-1.9, .98, -.1), .06), 7.);
  return near(m, box(b - vec3(.95, .42, 0), vec3(.26, .2, .22), .03), b.y > .54 ? 15. : 4.);
}
float ridge_(float x) {
  float peaks = 1. - abs(2. * noise(vec2(x * 1.7 + 5., 2.)) - 1.),
        teeth = 1. - abs(2. * noise(vec2(x * 4.6, 5.)) - 1.);
  return .30 + .26 * peaks + .09 * teeth + .03 * noise(vec2(x * 15., 8.)) - .06 * x;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 10.;
  light = 1.02 - 1.02 * smoothstep(.18, 1.15, uv.y - .10 * uv.x + .05);
  if (length(uv - vec2(.62, .60)) < .115) {
    id = 13.;
    light = 1.;
  }
  vec2 g = uv - vec2(-.62, .66);
  float w = min(
      abs(g.y - .25 * abs(g.x) + 1.6 * g.x * g.x) - .010 * (1. - abs(g.x) * 6.) + step(.13, abs(g.x)), 1.);
  vec2 f = (uv - vec2(-.86, .52)) * 1.5;
  w = min(w, abs(f.y - .3 * abs(f.x) + 1.9 * f.x * f.x) - .010 * (1. - abs(f.x) * 6.) + step(.13, abs(f.x)));
  if (w < 0.) id = 14.;
  float h = ridge_(uv.x), lean = .55 * (h - uv.y);
  if (uv.y < h) {
    // Each spur falls away from its crest: the light of a point is that of the crest it hangs from.
    float from_ = uv.x + lean * (noise(vec2(uv.x * 5., 3.)) - .5) * 1.6,
          slope = (ridge_(from_ + .012) - ridge_(from_ - .012)) * 18.;
    light = .52 - .42 * slope;
    id = uv.y > .46 - .10 * uv.x + .12 * noise(vec2(from_ * 9., uv.y * 4.)) ? 12. : 11.;
  }
}
float mirrored(vec3 p, out vec2 hit) {
  vec3 r = reflect(normalize(p - EYE), normalize(vec3(.05 * (noise(p.xz * vec2(1.2, 5.)) - .5), 1.,
                                                      .16 * (noise(p.xz * vec2(1., 6.) + 7.) - .5))));
  float t = .1;
  hit = vec2(0);
  for (int i = 0; i < 40; i++) {
    vec2 m = map(p + r * t);
    if (m.x < .012 && m.y > 1.5) {
      hit = m;
      return 1.;
    }
    t += max(m.x, .02);
    if (t > 7.) break;
  }
  return 0.;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) {
    vec2 hit;
    light = .36 + .45 * (fbm(vec2(p.x * .5, p.z * 2.2)) - .35) + .35 * smoothstep(-4., -30., p.z);
    if (length(p.xz) < 5.5 && mirrored(p, hit) > .5) {
      id = 16.;
      light = hit.y == 2. ? .62 : .5;
      return;
    }
    float track = abs(p.x - 1.2 - .44 * (-p.z + 0.));
    if (track < .55 + .09 * abs(p.z) &&
        noise(vec2(p.x * 2., p.z * 3.6)) > .30 + .40 * track / (.55 + .09 * abs(p.z)) && p.z < 4.)
      id = 9.;
  }
}
