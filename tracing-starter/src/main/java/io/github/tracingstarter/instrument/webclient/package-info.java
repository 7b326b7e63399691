/**
 * Traces outgoing HTTP calls by WebClient.
 */
@NullMarked
package io.github.tracingstarter.instrument.webclient;

import org.jspecify.annotations.NullMarked;
