/**
 * Traces calls made with {@code RestClient}, {@code RestTemplate} and
 * {@code @HttpExchange} interfaces on top of them.
 */
@NullMarked
package io.github.tracingstarter.instrument.restclient;

import org.jspecify.annotations.NullMarked;
