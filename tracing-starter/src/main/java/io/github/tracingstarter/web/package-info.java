/**
 * Traces the requests that a servlet application serves: one SERVER span a request, from
 * the first filter to the end of the response, error pages and asynchronous parts
 * included.
 */
@NullMarked
package io.github.tracingstarter.web;

import org.jspecify.annotations.NullMarked;
