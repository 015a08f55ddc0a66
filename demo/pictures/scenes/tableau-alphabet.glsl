// The alphabet chalked on a school board, crossed by the light of a window; chalk and sponge on the ledge.
//: 1 wall | ochre .2 .7 angle 86 | umber .1 .5 angle 86
//: 2 board | verdigris solid | night .22 .74 angle 12
//: 3 wood | ochre solid | umber .15 .6 angle 6 | night .04 .28 angle 6
//: 4 chalk | night .0 .12
//: 5 red chalk | karmir solid | night .1 .35
//: 6 sponge | orpiment solid | ochre .2 .7 angle 50 | night .05 .3
//: 7 letter |
//: 8 letter in shade | verdigris .4 .9 angle 12 pitch 7
//: 9 blue chalk | lapis solid | night .1 .3
#define EYE vec3(-.75, .38, 5.6)
#define AIM vec3(.12, -.12, 0.)
#define LENS 2.5
#define SUN vec3(-.8, .55, .62)
#define SHADOW_FAR 6.

vec2 map(vec3 p) {
  vec2 m = vec2(p.z + .12, 1.);
  m = near(m, box(p, vec3(2.9, 1.42, .04)), 2.);
  float frame = max(box(p, vec3(3.05, 1.57, .09), .02), -box(p, vec3(2.9, 1.42, .3)));
  frame = min(frame, box(p - vec3(0, -1.52, .2), vec3(3.05, .045, .24), .015));
  frame = min(frame, box(p - vec3(0, -1.48, .43), vec3(3.05, .07, .02)));
  m = near(m, frame, 3.);
  vec3 q = p - vec3(0, -1.42, .24);
  m = near(m, rod(q, vec3(-1.42, 0, .02), vec3(-1.08, 0, .1), .05), 4.);
  m = near(m, rod(q, vec3(-.9, 0, .08), vec3(-.66, 0, -.06), .05), 5.);
  m = near(m, rod(q, vec3(-.5, 0, 0), vec3(-.18, 0, .03), .05), 9.);
  vec3 s = q - vec3(.72, .1, 0);
  s.xz = turned(.2) * s.xz;
  m = near(m, box(s, vec3(.3, .14, .15), .05) + .02 * noise(s.xy * 22.), 6.);
  return near(m, rod(p, vec3(1.25, -1.45, .32), vec3(2.35, 1.9, .1), .035), 3.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  vec2 w = turned(-.10) * (p.xy - vec2(-.35, .1));
  w.x += .34 * w.y;
  vec2 g = abs(fract(w / vec2(1.05, 1.25) + .5) - .5);
  float pane = smoothstep(.465, .45, max(g.x, g.y)) * smoothstep(1.6, 1.57, abs(w.x)) *
               smoothstep(1.9, 1.87, abs(w.y));
  light = .2 * ao + .3 * lit + .62 * lit * pane;
  if (id == 2.) {
    light = .28 + .2 * lit + .50 * lit * pane + .16 * (fbm(p.xy * vec2(1.6, 2.4) + 3.) - .5);
    float chalk = texture(sheet, p.xy / vec2(5.6, 3.73) * vec2(1.0, 1.32) + .5).r;
    if (chalk * (.62 + .75 * noise(p.xy * 34.)) > .5) id = light > .55 ? 7. : 8.;
  }
  if (id > 3.5 && id < 7. || id == 9.) light = .25 * ao + .9 * lit;
}
