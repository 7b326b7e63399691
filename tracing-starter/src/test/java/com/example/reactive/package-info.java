/**
 * An application as users write it, outside the packages of the starter.
 */
@NullMarked
package com.example.reactive;

import org.jspecify.annotations.NullMarked;
