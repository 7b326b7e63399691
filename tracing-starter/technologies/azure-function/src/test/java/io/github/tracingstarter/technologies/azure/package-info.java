/**
 * Azure Functions.
 */
package io.github.tracingstarter.technologies.azure;
