/**
 * The origin of the spans: service, host, process, container, Kubernetes pod.
 */
@NullMarked
package io.github.tracingstarter.resource;

import org.jspecify.annotations.NullMarked;
