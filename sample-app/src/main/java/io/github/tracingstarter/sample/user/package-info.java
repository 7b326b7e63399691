/**
 * Users, and their passwords, which are never shown again.
 */
@NullMarked
package io.github.tracingstarter.sample.user;

import org.jspecify.annotations.NullMarked;
