/**
 * Spring Boot's meters, exported by OpenTelemetry's SDK.
 */
@NullMarked
package io.github.tracingstarter.meters;

import org.jspecify.annotations.NullMarked;
