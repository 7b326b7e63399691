/**
 * The wire format of OTLP: the numbers of its fields, what is written and what is read.
 */
@NullMarked
package io.github.tracingstarter.otlp;

import org.jspecify.annotations.NullMarked;
