/**
 * The wire format of OTLP: the numbers of its fields, its writers and its readers.
 */
@NullMarked
package io.github.tracingstarter.otlp;

import org.jspecify.annotations.NullMarked;
