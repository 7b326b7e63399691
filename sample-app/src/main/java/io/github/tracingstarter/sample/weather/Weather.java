package io.github.tracingstarter.sample.weather;

/**
 * The weather of a city.
 *
 * @param city the name of the city
 * @param temperature in degrees Celsius
 * @param condition such as {@code rain}
 */
public record Weather(String city, int temperature, String condition) {
}
