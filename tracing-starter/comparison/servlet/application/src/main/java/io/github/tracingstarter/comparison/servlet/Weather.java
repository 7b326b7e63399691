package io.github.tracingstarter.comparison.servlet;

/**
 * What the upstream server says.
 *
 * @param summary in a word
 * @param degrees the temperature
 */
record Weather(String summary, int degrees) {

}
