/**
 * What a user shows to others who are to help: versions, what is traced and why not,
 * properties with their sources, secrets hidden. For the log and the page.
 */
@NullMarked
package io.github.tracingstarter.support;

import org.jspecify.annotations.NullMarked;
