// An ivory telephone without a dial, on a green table; a red folder behind it; light from a window on the left.
//: 1 table | verdigris solid | night .10 .62 angle 8
//: 2 ivory | ochre .18 .62 | night .04 .34 | lines angle 35 bow 60
//: 3 brass | ochre solid | night .2 .5
//: 4 folder | karmir solid | night .1 .45 angle -30
//: 5 wall | verdigris solid | night .12 .5 angle 90
//: 6 leaves | night .1 .3
//: 7 cord | night solid
//: 8 plate | ochre .25 .75 angle -40 | night .04 .35 angle -40
#define EYE vec3(-1.6, 2.9, 6.4)
#define AIM vec3(-.05, .98, 0.)
#define LENS 3.0
#define SUN vec3(-.75, .95, .55)
#define SHADOW_EDGE 30.

float body(vec3 p) {
  float h = saturate((p.y - .05) / 1.15);
  vec3 half_ = vec3(mix(1.28, .62, h), .62, mix(1.02, .5, pow(h, .8)));
  vec3 q = p - vec3(0, .62, 0);
  return box(q, half_, .16) * .72;
}
float handset(vec3 p) {
  p -= vec3(0, 1.62, 0);
  p.y += .10 * p.x * p.x;
  float bar = length(max(abs(p) - vec3(1.12, .02, .02), 0.)) - .145;
  vec3 q = vec3(abs(p.x) - 1.18, p.y + .1, p.z);
  q.xy = turned(-.32) * q.xy;
  float cup = cone(q + vec3(0, .06, 0), .40, .25, .16) - .07;
  return soft(bar, cup, .16) * .8;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, p.z + 4.2, 5.);
  vec3 q = p;
  q.xz = turned(.42) * q.xz;
  m = near(m, body(q), 2.);
  m = near(m, handset(q), 2.);
  vec3 c = vec3(abs(q.x) - .46, q.y - 1.26, abs(q.z) - .2);
  m = near(m, box(c, vec3(.07, .26, .05), .03), 3.);
  vec3 e = q - vec3(0, .62, .80);
  e.yz = turned(-1.02) * e.yz;
  m = near(m, ring(e, .50, .05), 3.);
  m = near(m, ring(e - vec3(0, .02, 0), .2, .03), 3.);
  m = near(m, drum(e, .47, .04), 8.);
  vec3 g = p - vec3(-2.2, .07, -.55);
  g.xz = turned(.32) * g.xz;
  m = near(m, box(g, vec3(1.1, .07, .8), .02), 4.);
  m = near(m, box(g - vec3(.04, 0, .03), vec3(1.09, .04, .79)), 6.);
  float t = saturate((p.x - 1.1) / 3.5);
  vec3 k = p - vec3(0, .07, -.5 - .9 * sin(t * 4.2));
  if (p.x > 1.0) m = near(m, length(k.yz) * .55 - .045, 7.);
  return m;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .16 * ao + .84 * lit;
  if (id == 2. || id == 8.) {
    light = .30 * ao * (.6 + .4 * n.y) + .72 * lit +
            .35 * pow(saturate(dot(reflect(ray, n), normalize(SUN))), 24.);
  }
  if (id == 1.) {
    // The light of a window lies on the table in panes.
    vec2 w = turned(.55) * p.xz;
    vec2 g = abs(fract(w / vec2(2.3, 1.9) + vec2(.42, .3)) - .5);
    float pane = smoothstep(.46, .44, max(g.x, g.y)) * step(abs(w.x + .4), 3.45) * step(abs(w.y - .2), 2.85);
    light = .12 + .2 * lit + .62 * lit * pane;
  }
  if (id == 5.) light = .05 + .12 * saturate(1. - abs(p.x + 1.) * .2);
}
