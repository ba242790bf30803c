/* Estimates of the minimum conductivity beside Cahill's, and Young's modulus of a solid that
 * carries sound; the twin of ultralow.heat.minimum and ultralow.crystal.sound. SI units.
 */
(function (Ultralow) {
  "use strict";

  const K_B = 1.380649e-23;

  function clarke(numberDensity, young, massDensity) {
    return 0.87 * K_B * numberDensity ** (2 / 3) * Math.sqrt(young / massDensity);
  }

  function diffuson(numberDensity, velocities) {
    const mean = velocities.reduce((sum, one) => sum + one, 0) / velocities.length;
    return 0.76 * K_B * numberDensity ** (2 / 3) * mean;
  }

  /* NaN where no solid carries sound so: its bulk modulus would not be above zero. */
  function young(longitudinal, transverse, massDensity) {
    const shear = massDensity * transverse ** 2;
    const bulk = massDensity * (longitudinal ** 2 - (4 / 3) * transverse ** 2);
    return bulk > 0 ? (9 * bulk * shear) / (3 * bulk + shear) : NaN;
  }

  Ultralow.glass = { clarke, diffuson, young };
})((window.Ultralow = window.Ultralow || {}));
