/**
 * Traces requests that Spring Cloud Gateway forwards on WebFlux.
 */
@NullMarked
package io.github.tracingstarter.instrument.gateway;

import org.jspecify.annotations.NullMarked;
