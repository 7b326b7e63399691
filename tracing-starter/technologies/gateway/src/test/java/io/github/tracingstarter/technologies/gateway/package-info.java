/**
 * Spring Cloud Gateway on WebFlux.
 */
package io.github.tracingstarter.technologies.gateway;
