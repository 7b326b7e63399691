/**
 * Spring Cloud Stream.
 */
package io.github.tracingstarter.technologies.stream;
