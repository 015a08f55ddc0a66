// A club board after the game: the red king lies down before an ivory one.
//: 1 table | verdigris solid | night .12 .68 angle 8
//: 2 dark square | umber solid | night .1 .46 angle 14
//: 3 light square | ochre .1 .5 flat | umber .06 .36 angle 14
//: 4 ivory | ochre .22 .6 | umber .02 .3 | lines angle 82 bow 60 pitch 9
//: 5 red | karmir solid | night .12 .5 angle 82 bow 60 pitch 9
//: 6 rim | umber solid | night .1 .5
//: 7 back | verdigris solid | night .3 1. angle 90
//: 8 glint |
#define EYE vec3(-2.7, 2.75, 6.5)
#define AIM vec3(.1, .62, .1)
#define LENS 2.95
#define SUN vec3(-.72, .85, -.28)
#define SHADOW_FAR 10.

float turnedpiece(vec3 p, float tall, float slim) {
  float d = drum(p - vec3(0, .07, 0), .33 * slim, .07, .03);
  d = min(d, ring(p - vec3(0, .17, 0), .24 * slim, .05));
  float y = saturate((p.y - .18) / (tall - .18));
  float r = mix(.235, .105, sqrt(y)) * slim;
  d = min(d, max(length(p.xz) - r, abs(p.y - .18 - (tall - .18) * .5) - (tall - .18) * .5) * .85);
  d = min(d, drum(p - vec3(0, tall, 0), .19 * slim, .03, .02));
  return min(d, drum(p - vec3(0, tall + .06, 0), .145 * slim, .025, .02));
}
float pawn(vec3 p) { return min(turnedpiece(p, .5, .88), ball(p - vec3(0, .70, 0), .165)); }
float rook(vec3 p) {
  float d = turnedpiece(p, .62, 1.05);
  float top = max(drum(p - vec3(0, .82, 0), .24, .14, .02), -drum(p - vec3(0, .95, 0), .15, .14));
  float a = abs(mod(atan(p.z, p.x), PI / 2.) - PI / 4.);
  return min(d, max(top, -max(.9 - p.y, a * .3 - .07)));
}
float bishop(vec3 p) {
  float d = turnedpiece(p, .86, 1.);
  float head = egg(p - vec3(0, 1.12, 0), vec3(.15, .23, .15));
  vec3 q = p - vec3(.1, 1.22, 0);
  q.xy = turned(.6) * q.xy;
  return min(min(d, max(head, -box(q, vec3(.02, .16, .3)))), ball(p - vec3(0, 1.38, 0), .055));
}
float queen(vec3 p) {
  float d = turnedpiece(p, 1.1, 1.08);
  float a = mod(atan(p.z, p.x), PI / 4.) - PI / 8.;
  float crown = max(cone(p - vec3(0, 1.32, 0), .12, .23, .16), -ball(p - vec3(0, 1.56, 0), .17));
  crown = max(crown, -ball(vec3(length(p.xz) * cos(a) - .22, p.y - 1.5, length(p.xz) * sin(a)), .06));
  return min(min(d, crown), ball(p - vec3(0, 1.44, 0), .075));
}
float king(vec3 p) {
  float d = turnedpiece(p, 1.2, 1.12);
  d = min(d, cone(p - vec3(0, 1.4, 0), .12, .21, .16));
  d = min(d, egg(p - vec3(0, 1.57, 0), vec3(.19, .07, .19)));
  return min(d, min(box(p - vec3(0, 1.78, 0), vec3(.035, .16, .035)),
                    box(p - vec3(0, 1.8, 0), vec3(.11, .035, .035))));
}
float knight(vec3 p) {
  float d = drum(p - vec3(0, .07, 0), .33, .07, .03);
  d = min(d, ring(p - vec3(0, .17, 0), .24, .05));
  vec2 q = p.xy - vec2(0, .2);
  float neck =
      min(seg2(q, vec2(.06, .0), vec2(.09, .45)) - .19, seg2(q, vec2(.09, .45), vec2(-.02, .72)) - .14);
  float face = seg2(q, vec2(-.02, .72), vec2(-.27, .5)) - .1;
  float h = soft(neck, face, .08);
  h = max(h, -seg2(q, vec2(-.36, .42), vec2(-.16, .3)) + .07);
  h = min(h, seg2(q, vec2(.0, .82), vec2(.04, .94)) - .045);
  float mane = .02 * sin(q.y * 46.) * step(.05, q.x);
  float thick = abs(p.z) - .15 + .07 * saturate(-q.x * 3.);
  return min(d, max(h + mane, thick) - .015) * .8;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y + .28, 1.);
  m = near(m, p.z + 9., 7.);
  m = near(m, box(p - vec3(0, -.14, 0), vec3(4.35, .13, 4.35), .04), 6.);
  vec2 c = floor(p.xz);
  m = near(m, box(p - vec3(0, -.06, 0), vec3(4., .065, 4.)), mod(c.x + c.y, 2.) < .5 ? 2. : 3.);
  m = near(m, king(p - vec3(-.5, 0, .5)), 4.);
  vec3 f = p - vec3(.62, .31, -.62);
  f.xz = turned(.75) * f.xz;
  f.xy = turned(1.40) * f.xy;
  m = near(m, king(f), 5.);
  m = near(m, rook(p - vec3(1.5, 0, -2.5)), 4.);
  m = near(m, queen(p - vec3(-1.5, 0, -1.5)), 4.);
  m = near(m, pawn(p - vec3(2.5, 0, 1.5)), 5.);
  m = near(m, pawn(p - vec3(3.5, 0, .5)), 5.);
  m = near(m, pawn(p - vec3(-2.5, 0, .5)), 4.);
  m = near(m, pawn(p - vec3(-3.5, 0, -.5)), 4.);
  m = near(m, bishop(p - vec3(2.5, 0, -1.5)), 5.);
  vec3 h = p - vec3(1.5, 0, .5);
  h.xz = turned(.35) * h.xz;
  m = near(m, knight(h), 5.);
  m = near(m, rook(p - vec3(-2.5, 0, -3.5)), 5.);
  return near(m, pawn(p - vec3(.5, 0, -3.5)), 5.);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) light = .14 * ao + .5 * lit;
  if (id == 2. || id == 3.) light = .12 + .2 * ao + .85 * lit;
  if (id == 4.) light = .22 * ao + .12 * n.y + .85 * lit;
  if (id == 5.) {
    light = .2 * ao + .8 * lit;
    if (pow(saturate(dot(reflect(ray, n), normalize(SUN))), 30.) * lit > .28) id = 8.;
  }
  if (id == 7.) light = .32;
}
