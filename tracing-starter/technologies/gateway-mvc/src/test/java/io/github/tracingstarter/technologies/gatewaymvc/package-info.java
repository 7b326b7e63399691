/**
 * Spring Cloud Gateway on servlets.
 */
package io.github.tracingstarter.technologies.gatewaymvc;
