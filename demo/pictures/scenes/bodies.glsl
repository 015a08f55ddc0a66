// Houses, churches, trees and people, used by several scenes.

// A house whose ridge runs along z; `b` half sizes of its walls, centred on y = b.y.
vec2 house(vec3 p, vec3 b, float rise, float walls, float roof) {
  p.y -= b.y;
  vec2 slope = normalize(vec2(rise, b.x));
  float pitch = dot(vec2(abs(p.x), p.y - b.y - rise), slope);
  float wall = max(box(p - vec3(0, rise * .5, 0), b + vec3(0, rise * .5, 0)), pitch);
  float eave =
      max(abs(pitch - .03) - .05, max(abs(p.z) - b.z - .12, max(abs(p.x) - b.x - .16, b.y - .2 - p.y)));
  return near(vec2(wall, walls), eave, roof);
}
float octagon(vec2 p) {
  p = abs(p);
  return max(max(p.x, p.y), (p.x + p.y) * .7071);
}
// An Armenian church, one unit from the ground to the cornice.
vec2 church(vec3 p, float walls, float roof) {
  vec2 m = house(p, vec3(.42, .5, 1.05), .3, walls, roof);
  m = near(m, house(p.zyx, vec3(.42, .5, .8), .3, walls, roof));
  float d = max(octagon(p.xz) - .36, abs(p.y - 1.15) - .42);
  m = near(m, d, walls);
  float c = max((octagon(p.xz) - (2.32 - p.y) * .56) * .87, 1.55 - p.y);
  m = near(m, c, roof);
  return near(
      m,
      min(box(p - vec3(0, 2.42, 0), vec3(.015, .14, .015)), box(p - vec3(0, 2.47, 0), vec3(.06, .015, .015))),
      roof);
}
float poplar(vec3 p, float h) {
  float d = egg(p - vec3(0, h * .55, 0), vec3(h * .13, h * .48, h * .13));
  d += h * .03 * (noise(p.xy * 9. / h + p.z * 7.) + noise(p.zy * 14. / h) - 1.);
  return min(d * .7, rod(p, vec3(0), vec3(0, h * .3, 0), h * .02));
}
float bush(vec3 p, float r, float seed) {
  float d = 1e3;
  for (int i = 0; i < 6; i++) {
    float k = float(i) + seed * 11.;
    vec3 c = vec3(hash(k) - .5, hash(k + 3.) * .7 - .1, hash(k + 7.) - .5) * r * 1.25;
    d = soft(d, ball(p - c, r * (.42 + .25 * hash(k + 5.))), r * .12);
  }
  return (d + .09 * r * (noise(p.xy * 5. / r) + noise(p.zy * 6. / r + 9.) - 1.)) * .75;
}
// A person standing on y = 0, one unit tall, facing +z; `stride` parts the legs, `skirt` hides them.
float person(vec3 p, float stride, float skirt) {
  float d = egg(p - vec3(0, .925, .005), vec3(.056, .074, .062));
  d = min(d, rod(p, vec3(0, .82, 0), vec3(0, .88, 0), .028));
  vec3 q = p;
  q.x *= .78;
  d = soft(d, taper(q, vec3(0, .76, 0), vec3(0, .52, 0), .085, .075), .04);
  vec3 s = vec3(abs(p.x), p.yz);
  float arm = min(taper(s, vec3(.125, .77, 0), vec3(.155, .60, .0), .036, .03),
                  taper(s, vec3(.155, .60, 0), vec3(.15, .44, .035), .029, .024));
  d = min(d, arm);
  float legs = min(taper(p, vec3(.05, .5, 0), vec3(.055, .02, stride), .06, .035),
                   taper(p, vec3(-.05, .5, 0), vec3(-.055, .02, -stride), .06, .035));
  d = soft(d, skirt > 0. ? cone(p - vec3(0, .32, 0), .10 + .12 * skirt, .07, .24) : legs, .03);
  return d * .85;
}
