package io.github.tracingstarter.comparison.reactive;

/**
 * What the upstream server says.
 *
 * @param summary in a word
 * @param degrees the temperature
 */
record Weather(String summary, int degrees) {

}
