package io.github.tracingstarter.comparison.reactive;

/**
 * The response of the upstream server.
 *
 * @param summary in a word
 * @param degrees the temperature
 */
record Weather(String summary, int degrees) {

}
