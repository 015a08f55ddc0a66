// A cross-stone in the grass, its carving raked by a low sun.
//: 1 stone | tuff solid | karmir .16 .56 angle 66 pitch 9 | night .02 .30 angle 66 pitch 9
//: 2 grass | sage solid | verdigris .24 .68 angle 76 | night .04 .26 angle 76
//: 3 hill | sage solid | verdigris .2 .9 angle 24
//: 4 sky | orpiment .95 .35 fade
//: 5 far hill | verdigris solid | night .1 .8 angle 30
//: 6 lichen | orpiment solid | karmir .2 .5 angle 66 | night .02 .3 angle 66
#define EYE vec3(-1.5, 2.35, 7.6)
#define AIM vec3(.05, 2.3, 0.)
#define LENS 3.3
#define SUN vec3(-.92, .50, .40)
#define STRIDE .7
#define STEPS 320
#define SHADOW_FAR 4.
#define SHADOW_EDGE 16.

float arm(vec2 p, float len) {
  // One arm of the cross along +y: it widens and ends in two buds.
  float w = .075 + .085 * pow(saturate(p.y / len), 1.6);
  float d = max(abs(p.x) - w, max(-p.y, p.y - len));
  d = min(d, length(vec2(abs(p.x) - .20, p.y - len + .01)) - .085);
  return min(d, length(p - vec2(0, len + .09)) - .075);
}
float cross_(vec2 p) {
  float d = min(arm(p, .66), arm(vec2(p.x, -p.y), .95));
  return min(d, min(arm(p.yx, .50), arm(vec2(p.y, -p.x), .50)));
}
float strand(float x, float y, float s) {
  return smoothstep(.062, .025, abs(y - s * .085 * sin(x * 9.5))) * (.72 + .28 * s * cos(x * 9.5));
}
float braid(vec2 p) { return max(strand(p.x, p.y, 1.), strand(p.x, p.y, -1.)); }
float rosette(vec2 p) {
  float r = length(p), a = atan(p.y, p.x);
  float petals = smoothstep(.10, .0, abs(r - .22) - .05 - .05 * cos(a * 12.));
  float turnings = smoothstep(.02, -.02, abs(r - .40 - .035 * sin(a * 9.)) - .028) +
                   smoothstep(.02, -.02, abs(r - .40 + .035 * sin(a * 9.)) - .028);
  return max(max(petals * step(.07, r), min(turnings, 1.)), smoothstep(.02, -.01, r - .075));
}
float leafy(vec2 p) {
  // A branch that rises from the foot of the cross and curls outwards.
  vec2 q = vec2(abs(p.x), p.y);
  float h = 0.;
  h = max(h, smoothstep(.015, -.015,
                        abs(length(q - vec2(.02, .62)) - .56) - .05 - .02 * sin(atan(q.y - .62, q.x) * 12.)) *
                 step(q.y, .62) * step(.04, q.x));
  h = max(h, smoothstep(.015, -.015, abs(length(q - vec2(.46, .62)) - .12) - .045) * step(.5, q.y));
  h = max(h, smoothstep(.015, -.015, length(q - vec2(.46, .62)) - .05));
  return max(h, smoothstep(.015, -.015, abs(length(q - vec2(.30, .22)) - .12) - .035));
}
float carving(vec2 p) {
  // Height of the relief, 0 to 1, on a stone 1.9 wide and 4 high whose middle is (0, 2.1).
  vec2 q = p - vec2(0, 2.1);
  float edge = min(.95 - abs(q.x), 1.95 - abs(q.y));
  if (edge < .07) return 1.;
  if (edge < .30)
    return abs(q.x) > .65 ? .25 + .75 * braid(vec2(q.y, abs(q.x) - .80))
                          : .25 + .75 * braid(vec2(q.x, abs(q.y) - 1.80));
  if (edge < .35) return 1.;
  float arch = q.y > .95 ? length(vec2(q.x, max(q.y - .95, 0.))) - .58 : -1.;
  if (arch > 0.) return arch < .05 ? 1. : .35 + .5 * braid(vec2(atan(q.y - .95, q.x) * .75, arch - .16));
  float h = smoothstep(.015, -.02, cross_(q - vec2(0, .52)));
  h = max(h, rosette((q - vec2(0, -1.18)) * 1.08));
  return max(h, .8 * leafy(q - vec2(0, -.68)));
}
vec2 map(vec3 p) {
  float g = .16 * fbm(p.xz * 1.1) + .05 * noise(p.xz * 9.);
  vec2 m = vec2((p.y - g) * .8, 2.);
  vec3 q = p;
  q.xz = turned(.10) * q.xz;
  q.xy = turned(.025) * q.xy;
  float stone = box(q - vec3(0, 2.08, -.3), vec3(1., 2.1, .30), .05);
  stone += .02 * (fbm(q.xy * 2.4 + q.z) - .5);
  if (stone < .3 && q.z > -.2) {
    float depth = .13 * (1. - carving(q.xy + .012 * (vec2(noise(q.xy * 6.), noise(q.yx * 6. + 4.)) - .5)));
    stone = max(stone, (q.z + depth) * .6);
  }
  m = near(m, stone, 1.);
  m = near(m, box(q - vec3(0, .12, -.25), vec3(1.5, .25, .75), .06) + .04 * (noise(q.xz * 3.) - .5), 1.);
  float blades = 1e3;
  vec2 c = floor(p.xz / .22);
  if (p.y < 1. && p.z > -1. && p.z < 4.5)
    for (int i = -1; i <= 1; i++)
      for (int j = -1; j <= 1; j++) {
        vec2 k = c + vec2(i, j);
        float r = hash(k + 2.);
        if (r < .35) continue;
        vec2 o = (k + .2 + .6 * vec2(hash(k + 3.1), r)) * .22;
        float h = .25 + .5 * hash(k + 7.);
        vec2 lean = (vec2(hash(k + 8.), hash(k + 9.)) - .4) * h * .7;
        blades = min(blades, taper(p, vec3(o.x, 0, o.y), vec3(o + lean, h).xzy, .028, .003));
      }
  return near(m, blades, 2.);
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 4.;
  light = .95 - .75 * smoothstep(-.2, 1., uv.y);
  float h = -.1 + .42 * fbm(vec2(uv.x * .8 + 2., 7.)), k = -.22 + .36 * fbm(vec2(uv.x * 1.1 + 6., 3.));
  if (uv.y < h) {
    id = 3.;
    light = .5 + .5 * fbm(uv * vec2(3., 7.));
  }
  if (uv.y < k) {
    id = 5.;
    light = .45 + .5 * fbm(uv * vec2(4., 8.));
  }
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .88 * lit;
  if (id == 1.) {
    light = .12 + .14 * ao + .95 * lit;
    if (fbm(p.xy * 2.6 + 4.) > .66) id = 6.;
  }
  if (id == 2.) light = .16 + .55 * saturate(p.y * 1.2) + .5 * lit + .2 * (noise(p.xz * 3.) - .5);
}
