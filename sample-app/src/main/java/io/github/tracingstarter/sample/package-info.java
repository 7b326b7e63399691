/**
 * An ordinary Spring Boot application: nothing in it knows that it is traced.
 */
@NullMarked
package io.github.tracingstarter.sample;

import org.jspecify.annotations.NullMarked;
